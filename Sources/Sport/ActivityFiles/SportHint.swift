/// Reads the words that programs write for a sport.
enum SportHint {
    /// The v3 `sport_type` for hints in any case, with blanks, `_` or `-` between words; the second one says
    /// how or where.
    static func sportType(_ sport: String?, subSport: String?) -> String? {
        let (sportKey, subSportKey) = (sport.map(key) ?? "", subSport.map(key) ?? "")
        return pairs["\(sportKey)/\(subSportKey)"] ?? subSports[subSportKey] ?? sportTypes[subSportKey]
            ?? sportTypes[sportKey] ?? ExportedSport.sportType(sportKey)
            ?? (otherSports.contains(sportKey) ? "Workout" : nil)
    }

    /// Letters and digits in lower case.
    private static func key(_ hint: String) -> String {
        var key = ""
        for character in hint.lowercased() where character.isLetter || character.isNumber {
            key.append(character)
        }
        return key
    }

    /// What FIT's `sub_sport` means together with its `sport`.
    private static let pairs: [String: String] = [
        "cycling/mountain": "MountainBikeRide", "cycling/downhill": "MountainBikeRide",
        "cycling/enduro": "MountainBikeRide", "cycling/virtualactivity": "VirtualRide",
        "cycling/indoorcycling": "Ride", "cycling/spin": "Ride", "cycling/handcycling": "Handcycle",
        "ebiking/mountain": "EMountainBikeRide", "ebiking/ebikemountain": "EMountainBikeRide",
        "fitnessequipment/indoorcycling": "Ride", "fitnessequipment/treadmill": "Run",
        "running/trail": "TrailRun", "running/virtualactivity": "VirtualRun",
        "rowing/virtualactivity": "VirtualRow", "alpineskiing/backcountry": "BackcountrySki",
        "crosscountryskiing/backcountry": "BackcountrySki", "snowboarding/backcountry": "Snowboard",
        "walking/virtualactivity": "Walk", "transition/generic": "Workout",
    ]

    /// Those that mean one thing whatever the `sport`.
    private static let subSports: [String: String] = [
        "strengthtraining": "WeightTraining", "yoga": "Yoga", "pilates": "Pilates",
        "elliptical": "Elliptical", "stairclimbing": "StairStepper", "indoorrowing": "Rowing",
        "hiit": "HighIntensityIntervalTraining", "amrap": "HighIntensityIntervalTraining",
        "emom": "HighIntensityIntervalTraining", "tabata": "HighIntensityIntervalTraining",
        "ebikefitness": "EBikeRide", "ebikemountain": "EMountainBikeRide",
        "ebikeenduro": "EMountainBikeRide", "indoorhandcycling": "Handcycle", "handcycling": "Handcycle",
        "indoorclimbing": "RockClimbing", "bouldering": "RockClimbing", "skateskiing": "NordicSki",
        "pickleball": "Pickleball", "padel": "Padel", "squash": "Squash", "badminton": "Badminton",
        "racquetball": "Racquetball", "rucking": "Hike", "tabletennis": "TableTennis", "indoorrunning": "Run",
        "treadmill": "Run", "indoorwalking": "Walk", "casualwalking": "Walk", "speedwalking": "Walk",
        "cardiotraining": "Workout", "flexibilitytraining": "Workout", "breathing": "Workout",
        "indoorwheelchairwalk": "Wheelchair", "indoorwheelchairrun": "Wheelchair",
    ]

    /// Words of Garmin and FIT, Strava (numbers too), Komoot, OpenTracks and Polar.
    private static let sportTypes: [String: String] = [
        "1": "Ride", "4": "Hike", "9": "Run", "10": "Walk", "16": "Swim", "17": "VirtualRide",
        "ride": "Ride", "cycling": "Ride", "biking": "Ride", "bike": "Ride", "roadbiking": "Ride",
        "roadcycling": "Ride", "racebike": "Ride", "bicycle": "Ride", "touringbicycle": "Ride",
        "mountainbiking": "MountainBikeRide", "mountainbikeride": "MountainBikeRide",
        "mtb": "MountainBikeRide",
        "gravelcycling": "GravelRide", "gravelride": "GravelRide", "gravelbiking": "GravelRide",
        "ebikeride": "EBikeRide", "ebiking": "EBikeRide", "virtualride": "VirtualRide",
        "indoorcycling": "VirtualRide", "run": "Run", "running": "Run", "jogging": "Run",
        "streetrunning": "Run", "trackrunning": "Run", "trailrun": "TrailRun", "trailrunning": "TrailRun",
        "virtualrun": "VirtualRun", "walk": "Walk", "walking": "Walk", "hike": "Hike", "hiking": "Hike",
        "swim": "Swim", "swimming": "Swim", "openwaterswimming": "Swim", "lapswimming": "Swim",
        "rowing": "Rowing", "kayaking": "Kayaking", "canoeing": "Canoeing", "sailing": "Sail",
        "inlineskate": "InlineSkate", "inlineskating": "InlineSkate", "nordicski": "NordicSki",
        "crosscountryskiing": "NordicSki", "alpineski": "AlpineSki", "downhillskiing": "AlpineSki",
        "backcountryski": "BackcountrySki", "snowboard": "Snowboard", "snowshoe": "Snowshoe",
        "alpineskiing": "AlpineSki", "snowboarding": "Snowboard", "snowshoeing": "Snowshoe",
        "mountaineering": "Hike", "transition": "Workout", "fitnessequipment": "Workout",
        "training": "Workout", "weighttraining": "WeightTraining", "soccer": "Soccer", "tennis": "Tennis",
        "golf": "Golf", "rockclimbing": "RockClimbing", "floorclimbing": "StairStepper", "cricket": "Cricket",
        "iceskating": "IceSkate", "standuppaddleboarding": "StandUpPaddling", "surfing": "Surfing",
        "windsurfing": "Windsurf", "kitesurfing": "Kitesurf", "paddling": "Canoeing", "rafting": "Kayaking",
        "hiit": "HighIntensityIntervalTraining", "wheelchairpushwalk": "Wheelchair",
        "wheelchairpushrun": "Wheelchair", "basketball": "Basketball", "volleyball": "Volleyball",
        "dance": "Dance",
        "americanfootball": "Workout",
        "boxing": "Workout", "racket": "Workout", "meditation": "Workout", "diving": "Workout",
    ]
    /// FIT's sports that v3 has no type for: nobody should take a motorcycle for a bicycle by its speed.
    private static let otherSports: Set<String> = [
        "archery", "baseball", "boating", "discgolf", "driving", "fishing", "flying", "geocaching",
        "grinding", "hanggliding", "hockey", "horsebackriding", "hunting", "jumpmaster", "jumprope",
        "lacrosse", "mixedmartialarts", "mobility", "motorcycling", "motorsports", "parasport", "poolapnea",
        "rugby", "shooting", "skydiving", "snorkeling", "snowmobiling", "tactical", "teamsport",
        "videogaming", "wakeboarding", "wakesurfing", "watersport", "waterskiing", "watertubing",
        "wintersport",
    ]
}
