package import FoundationEssentials
package import Kernel

/// A bike or a pair of shoes. SI units.
package struct Gear: Sendable, Equatable {
    /// The most that an athlete may have, retired ones included.
    package static let maximumCount = 500
    /// The most parts that one may have had.
    package static let maximumComponentCount = 200
    /// The longest distance that can be told: ten million kilometres.
    package static let maximumDistanceMeters = 1e10

    /// Names it, and says whose it is.
    package var id: GearID
    package var athlete: AthleteID
    package var details: GearDetails
    /// With all its activities, and what it had gone before.
    package var distanceMeters: Double
    /// When it was put away; nil while it is used.
    package var retiredAt: Date?
    /// The sports whose new activities are done with it, where nothing else is said; in v3's order.
    package var defaultSports: [SportType]

    /// Whether it is what its athlete mostly rides or runs with.
    package var isPrimary: Bool {
        defaultSports.contains(id.kind.primarySport)
    }

    /// Whether it has gone as far as its athlete wanted to know.
    package var isWorn: Bool {
        details.alertDistanceMeters.map { distanceMeters >= $0 } ?? false
    }
}

/// What an athlete says of their gear.
package struct GearDetails: Sendable, Equatable {
    /// What it is called, and what it is.
    package var name: String
    package var brandName: String?
    package var modelName: String?
    package var description: String?
    /// Of a bike, in v3's numbers: 1 mountain, 2 cross, 3 road, 4 time trial, 5 gravel.
    package var frameType: Int?
    package var weightKilograms: Double?
    /// What it had gone before its first activity here.
    package var initialDistanceMeters = 0.0
    /// Where the athlete wants to be told that it is worn; nil: nowhere.
    package var alertDistanceMeters: Double?
}

/// A part of gear that wears on its own.
package struct GearComponent: Sendable, Equatable {
    /// What parts there are.
    package enum Kind: String, CaseIterable, Sendable {
        /// Of bikes.
        case chain, cassette, chainring, derailleur, cable, saddle, pedals, suspension, battery, wheel, tyre
        case bottomBracket = "bottom_bracket"
        case brakePads = "brake_pads"
        case brakeRotor = "brake_rotor"
        case handlebarTape = "handlebar_tape"
        /// Of shoes.
        case insole, laces
        /// Of anything.
        case other
    }

    /// Names it, and says what it is a part of.
    package var id: ComponentID
    package var gear: GearID
    package var kind: Kind
    package var name: String
    /// What it had gone before it was put in.
    package var initialDistanceMeters = 0.0
    package var alertDistanceMeters: Double?
    /// It goes what its gear goes from the one moment until, but without, the other.
    package var installedAt: Date
    package var removedAt: Date?
    /// With what it had gone before.
    package var distanceMeters: Double

    /// Whether it has gone as far as its athlete wanted to know.
    package var isWorn: Bool {
        alertDistanceMeters.map { distanceMeters >= $0 } ?? false
    }
}

/// Names a part of gear.
package typealias ComponentID = ID<GearComponent>
