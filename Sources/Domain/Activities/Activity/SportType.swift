/// What an athlete did, in the v3 API's finer list of 56.
package enum SportType: String, CaseIterable, Sendable {
    case alpineSki = "AlpineSki"
    case backcountrySki = "BackcountrySki"
    case badminton = "Badminton"
    case basketball = "Basketball"
    case canoeing = "Canoeing"
    case cricket = "Cricket"
    case crossfit = "Crossfit"
    case dance = "Dance"
    case eBikeRide = "EBikeRide"
    case elliptical = "Elliptical"
    case eMountainBikeRide = "EMountainBikeRide"
    case golf = "Golf"
    case gravelRide = "GravelRide"
    case handcycle = "Handcycle"
    case highIntensityIntervalTraining = "HighIntensityIntervalTraining"
    case hike = "Hike"
    case iceSkate = "IceSkate"
    case inlineSkate = "InlineSkate"
    case kayaking = "Kayaking"
    case kitesurf = "Kitesurf"
    case mountainBikeRide = "MountainBikeRide"
    case nordicSki = "NordicSki"
    case padel = "Padel"
    case physicalTherapy = "PhysicalTherapy"
    case pickleball = "Pickleball"
    case pilates = "Pilates"
    case racquetball = "Racquetball"
    case ride = "Ride"
    case rockClimbing = "RockClimbing"
    case rollerSki = "RollerSki"
    case rowing = "Rowing"
    case run = "Run"
    case sail = "Sail"
    case skateboard = "Skateboard"
    case snowboard = "Snowboard"
    case snowshoe = "Snowshoe"
    case soccer = "Soccer"
    case squash = "Squash"
    case stairStepper = "StairStepper"
    case standUpPaddling = "StandUpPaddling"
    case surfing = "Surfing"
    case swim = "Swim"
    case tableTennis = "TableTennis"
    case tennis = "Tennis"
    case trailRun = "TrailRun"
    case velomobile = "Velomobile"
    case virtualRide = "VirtualRide"
    case virtualRow = "VirtualRow"
    case virtualRun = "VirtualRun"
    case volleyball = "Volleyball"
    case walk = "Walk"
    case weightTraining = "WeightTraining"
    case wheelchair = "Wheelchair"
    case windsurf = "Windsurf"
    case workout = "Workout"
    case yoga = "Yoga"

    /// Reads a name as clients write it: `sport_type`, the older `type`, and any case.
    package init?(parsing name: String) {
        guard let known = SportType.byLowercasedName[name.lowercased()] else { return nil }
        self = known
    }

    private static let byLowercasedName = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.rawValue.lowercased(), $0) })

    /// The name in the older list of 37, `type`, in which the finer kinds are folded together.
    package var activityType: String {
        switch self {
        case .gravelRide, .mountainBikeRide: SportType.ride.rawValue
        case .eMountainBikeRide: SportType.eBikeRide.rawValue
        case .trailRun: SportType.run.rawValue
        case .virtualRow: SportType.rowing.rawValue
        case .badminton, .basketball, .cricket, .dance, .highIntensityIntervalTraining, .padel,
            .physicalTherapy,
            .pickleball, .pilates, .racquetball, .squash, .tableTennis, .tennis, .volleyball:
            SportType.workout.rawValue
        default: rawValue
        }
    }
}

extension SportType {
    /// Whether it is done in a world where places aren't those of this one.
    var isVirtual: Bool {
        self == .virtualRide || self == .virtualRow || self == .virtualRun
    }

    /// The kinds that totals are kept for.
    package enum Discipline: String, CaseIterable, Sendable {
        case ride, run, swim
    }

    /// The discipline that the activity counts towards, nil for none.
    package var discipline: Discipline? {
        switch self {
        case .ride, .gravelRide, .mountainBikeRide, .eBikeRide, .eMountainBikeRide, .virtualRide, .handcycle,
            .velomobile:
            .ride
        case .run, .trailRun, .virtualRun: .run
        case .swim: .swim
        default: nil
        }
    }

    /// What the activity is called until the athlete names it, after the time of day: `Ride` in `Morning
    /// Ride`.
    var noun: String {
        switch self {
        case .eBikeRide: "E-Bike Ride"
        case .eMountainBikeRide: "E-Mountain Bike Ride"
        case .highIntensityIntervalTraining: "HIIT"
        case .workout, .crossfit: "Workout"
        default: SportType.spaced(rawValue)
        }
    }

    /// `TrailRun` becomes `Trail Run`.
    private static func spaced(_ name: String) -> String {
        var text = ""
        for character in name {
            if character.isUppercase, !text.isEmpty { text.append(" ") }
            text.append(character)
        }
        return text
    }
}
