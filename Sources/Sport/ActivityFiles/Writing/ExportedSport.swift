/// What files call a v3 `sport_type`.
struct ExportedSport {
    /// The words of GPX's `type` that programs know, else the v3 name.
    let gpxType: String
    /// FIT's `sport` and `sub_sport`, by the profile's numbers.
    let fitSport: UInt8
    let fitSubSport: UInt8

    /// What files call it; what isn't known is a training.
    init(_ sportType: String) {
        gpxType = Self.gpxTypes[sportType] ?? sportType
        (fitSport, fitSubSport) = Self.fitSports[sportType] ?? Self.training
    }

    /// Cadence is steps, not revolutions.
    var isRun: Bool { fitSport == 1 }

    /// TCX knows three.
    var tcxSport: StaticString {
        switch fitSport {
        case 1: "Running"
        case 2, 21: "Biking"
        default: "Other"
        }
    }

    /// The v3 name for the letters of one in lower case.
    static func sportType(_ key: String) -> String? { namesByKey[key] }

    private static let namesByKey = Dictionary(
        uniqueKeysWithValues: fitSports.keys.map { ($0.lowercased(), $0) })

    private static let gpxTypes = [
        "Ride": "cycling", "Run": "running", "Walk": "walking", "Hike": "hiking", "Swim": "swimming",
    ]

    private static let training: (UInt8, UInt8) = (10, 0)

    private static let fitSports: [String: (UInt8, UInt8)] = [
        "AlpineSki": (13, 0), "BackcountrySki": (13, 37), "Badminton": (64, 95), "Basketball": (6, 0),
        "Canoeing": (19, 0), "Cricket": (71, 0), "Crossfit": (10, 26), "Dance": (83, 0),
        "EBikeRide": (21, 0), "EMountainBikeRide": (21, 47), "Elliptical": (4, 15), "Golf": (25, 0),
        "GravelRide": (2, 46), "Handcycle": (2, 12), "HighIntensityIntervalTraining": (62, 70),
        "Hike": (17, 0), "IceSkate": (33, 0), "InlineSkate": (30, 0), "Kayaking": (41, 0),
        "Kitesurf": (44, 0), "MountainBikeRide": (2, 8), "NordicSki": (12, 0), "Padel": (64, 85),
        "PhysicalTherapy": (10, 0), "Pickleball": (64, 84), "Pilates": (10, 44), "Racquetball": (64, 96),
        "Ride": (2, 0), "RockClimbing": (31, 0), "RollerSki": (12, 0), "Rowing": (15, 0), "Run": (1, 0),
        "Sail": (32, 0), "Skateboard": (0, 0), "Snowboard": (14, 0), "Snowshoe": (35, 0), "Soccer": (7, 0),
        "Squash": (64, 94), "StairStepper": (4, 16), "StandUpPaddling": (37, 0), "Surfing": (38, 0),
        "Swim": (5, 0), "TableTennis": (64, 97), "Tennis": (8, 0), "TrailRun": (1, 3), "Velomobile": (2, 10),
        "VirtualRide": (2, 58), "VirtualRow": (15, 58), "VirtualRun": (1, 58), "Volleyball": (75, 0),
        "Walk": (11, 0), "WeightTraining": (10, 20), "Wheelchair": (65, 0), "Windsurf": (43, 0),
        "Workout": (10, 0), "Yoga": (10, 43),
    ]
}
