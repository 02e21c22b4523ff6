import Testing

@testable import ActivityFiles

/// Golden words out of the profile of FIT's SDK 21.218.
@Suite struct `FIT names` {
    @Test func `sports are the profile's`() {
        let golden: KeyValuePairs<Double, String> = [
            0: "generic", 1: "running", 2: "cycling", 5: "swimming", 10: "training", 17: "hiking",
            21: "e_biking", 37: "stand_up_paddleboarding", 53: "diving", 56: "shooting", 58: "winter_sport",
            59: "grinding", 62: "hiit", 63: "video_gaming", 64: "racket", 65: "wheelchair_push_walk",
            66: "wheelchair_push_run", 67: "meditation", 68: "para_sport", 69: "disc_golf", 70: "team_sport",
            71: "cricket", 72: "rugby", 73: "hockey", 74: "lacrosse", 75: "volleyball", 76: "water_tubing",
            77: "wakesurfing", 78: "water_sport", 79: "archery", 80: "mixed_martial_arts", 81: "motor_sports",
            82: "snorkeling", 83: "dance", 84: "jump_rope", 85: "pool_apnea", 86: "mobility",
            87: "geocaching", 88: "canoeing",
        ]
        for (number, name) in golden { #expect(FITNames.sports[number] == name, "\(number)") }
        for number in [50.0, 52, 54, 57, 60, 61, 89, 255] { #expect(FITNames.sports[number] == nil) }
    }

    @Test func `kinds of sports are the profile's`() {
        let golden: KeyValuePairs<Double, String> = [
            1: "treadmill", 3: "trail", 8: "mountain", 17: "lap_swimming", 46: "gravel_cycling",
            53: "single_gas_diving", 54: "multi_gas_diving", 55: "gauge_diving", 56: "apnea_diving",
            57: "apnea_hunting", 58: "virtual_activity", 59: "obstacle", 62: "breathing", 63: "ccr_diving",
            65: "sail_race", 66: "expedition", 67: "ultra", 68: "indoor_climbing", 69: "bouldering",
            70: "hiit", 71: "indoor_grinding", 72: "hunting_with_dogs", 73: "amrap", 74: "emom",
            75: "tabata", 77: "esport", 78: "triathlon", 79: "duathlon", 80: "brick", 81: "swim_run",
            82: "adventure_race", 83: "trucker_workout", 84: "pickleball", 85: "padel",
            86: "indoor_wheelchair_walk", 87: "indoor_wheelchair_run", 88: "indoor_hand_cycling",
            90: "field", 91: "ice", 92: "ultimate", 93: "platform", 94: "squash", 95: "badminton",
            96: "racquetball", 97: "table_tennis", 98: "overland", 99: "trolling_motor", 110: "fly_canopy",
            119: "fly_ifr", 121: "dynamic_apnea", 123: "enduro", 124: "rucking", 125: "rally",
            126: "pool_triathlon", 127: "e_bike_enduro",
        ]
        for (number, name) in golden { #expect(FITNames.subSports[number] == name, "\(number)") }
        for number in [60.0, 61, 64, 76, 89, 100, 109, 120, 122, 128, 255] {
            #expect(FITNames.subSports[number] == nil)
        }
    }

    @Test func `makers and products are the profile's`() {
        let makers: KeyValuePairs<Double, String> = [
            1: "garmin", 15: "dynastream", 23: "suunto", 32: "wahoo_fitness", 70: "sigmasport", 71: "tomtom",
            89: "tacx", 95: "stryd", 107: "magene", 115: "igpsport", 123: "polar_electro", 137: "bosch",
            255: "development", 258: "lezyne", 260: "zwift", 263: "favero_electronics", 265: "strava",
            267: "bryton", 281: "trainer_road", 289: "hammerhead", 294: "coros", 307: "onelap",
            331: "mywhoosh", 340: "peloton", 348: "huawei",
        ]
        for (number, name) in makers { #expect(FITNames.manufacturers[number] == name, "\(number)") }
        let products: KeyValuePairs<Double, String> = [
            1018: "fr310xt", 1561: "edge510", 2713: "edge_1030", 3076: "fr245", 3113: "fr945",
            3122: "edge_830", 3290: "fenix6", 3843: "edge_1040", 3906: "fenix7", 4315: "fr965",
            4536: "fenix8", 4565: "fr970", 65534: "connect",
        ]
        for (number, name) in products { #expect(FITNames.garminProducts[number] == name, "\(number)") }
    }

    /// What FIT files call a v3 type.
    private static let written: KeyValuePairs<String, String> = [
        "AlpineSki": "alpine_skiing generic", "BackcountrySki": "alpine_skiing backcountry",
        "Badminton": "racket badminton", "Basketball": "basketball generic", "Canoeing": "paddling generic",
        "Cricket": "cricket generic", "Crossfit": "training cardio_training", "Dance": "dance generic",
        "EBikeRide": "e_biking generic", "EMountainBikeRide": "e_biking e_bike_mountain",
        "Elliptical": "fitness_equipment elliptical", "Golf": "golf generic",
        "GravelRide": "cycling gravel_cycling", "Handcycle": "cycling hand_cycling",
        "HighIntensityIntervalTraining": "hiit hiit", "Hike": "hiking generic",
        "IceSkate": "ice_skating generic", "InlineSkate": "inline_skating generic",
        "Kayaking": "kayaking generic", "Kitesurf": "kitesurfing generic",
        "MountainBikeRide": "cycling mountain", "NordicSki": "cross_country_skiing generic",
        "Padel": "racket padel", "PhysicalTherapy": "training generic", "Pickleball": "racket pickleball",
        "Pilates": "training pilates", "Racquetball": "racket racquetball", "Ride": "cycling generic",
        "RockClimbing": "rock_climbing generic", "RollerSki": "cross_country_skiing generic",
        "Rowing": "rowing generic", "Run": "running generic", "Sail": "sailing generic",
        "Skateboard": "generic generic", "Snowboard": "snowboarding generic",
        "Snowshoe": "snowshoeing generic", "Soccer": "soccer generic", "Squash": "racket squash",
        "StairStepper": "fitness_equipment stair_climbing",
        "StandUpPaddling": "stand_up_paddleboarding generic", "Surfing": "surfing generic",
        "Swim": "swimming generic", "TableTennis": "racket table_tennis", "Tennis": "tennis generic",
        "TrailRun": "running trail", "Velomobile": "cycling recumbent",
        "VirtualRide": "cycling virtual_activity", "VirtualRow": "rowing virtual_activity",
        "VirtualRun": "running virtual_activity", "Volleyball": "volleyball generic",
        "Walk": "walking generic", "WeightTraining": "training strength_training",
        "Wheelchair": "wheelchair_push_walk generic", "Windsurf": "windsurfing generic",
        "Workout": "training generic", "Yoga": "training yoga",
    ]

    /// Types that FIT has no number for, and what they are read back as.
    private static let readOtherwise: [String: String?] = [
        "Crossfit": "Workout", "PhysicalTherapy": "Workout", "RollerSki": "NordicSki", "Skateboard": nil,
        "Velomobile": "Ride",
    ]

    @Test func `each type is written by its numbers, and read back`() {
        for (sportType, words) in Self.written {
            let numbers = ExportedSport(sportType)
            let sport = FITNames.sports[Double(numbers.fitSport)]
            let subSport = FITNames.subSports[Double(numbers.fitSubSport)]
            #expect("\(sport ?? "?") \(subSport ?? "?")" == words, "\(sportType)")
            let expected = Self.readOtherwise[sportType] ?? sportType
            #expect(SportHint.sportType(sport, subSport: subSport) == expected, "\(sportType)")
        }
    }

    @Test func `a sport without a type of its own is a workout, and something generic is none`() {
        for number in 0...254 {
            guard let sport = FITNames.sports[Double(number)] else { continue }
            let isVague = ["generic", "multisport"].contains(sport)
            #expect((SportHint.sportType(sport, subSport: "generic") == nil) == isVague, "\(sport)")
        }
        #expect(SportHint.sportType("motorcycling", subSport: "motocross") == "Workout")
        #expect(SportHint.sportType("hiking", subSport: "rucking") == "Hike")
        #expect(SportHint.sportType("cycling", subSport: "enduro") == "MountainBikeRide")
    }
}
