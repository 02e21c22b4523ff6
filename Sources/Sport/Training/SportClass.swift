/// Sports by how people move in them: what decides about thresholds.
package enum SportClass: String, CaseIterable, Sendable {
    case foot
    case ride
    case water
    case snow
    case other

    /// The class of a v3 `sport_type`; `other` for unknown ones.
    package init(sportType: String) {
        switch sportType {
        case "Run", "TrailRun", "VirtualRun", "Walk", "Hike", "Snowshoe", "Wheelchair": self = .foot
        case "Ride", "MountainBikeRide", "GravelRide", "EBikeRide", "EMountainBikeRide", "VirtualRide",
            "Velomobile",
            "Handcycle", "InlineSkate", "RollerSki":
            self = .ride
        case "Swim", "Rowing", "VirtualRow", "Kayaking", "Canoeing", "StandUpPaddling", "Surfing", "Sail",
            "Windsurf",
            "Kitesurf":
            self = .water
        case "AlpineSki", "BackcountrySki", "NordicSki", "Snowboard", "IceSkate": self = .snow
        default: self = .other
        }
    }

    /// Slower than this (m/s) for more than 15 s is standing.
    package var standingMetersPerSecond: Double {
        switch self {
        case .foot, .snow, .other: 0.5
        case .ride: 1
        case .water: 0.2
        }
    }

    /// Nobody is faster (m/s): a position that would need more is a mistake of the receiver.
    package var plausibleMetersPerSecond: Double {
        switch self {
        case .foot: 12
        case .ride: 40
        case .water: 25
        case .snow: 50
        case .other: 100
        }
    }
}
