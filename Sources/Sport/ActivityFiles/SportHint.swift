/// Reads the words that programs write for a sport.
enum SportHint {
    /// The v3 `sport_type` for a hint in any case, with blanks, `_` or `-` between words.
    static func sportType(_ hint: String) -> String? {
        var key = ""
        for character in hint.lowercased() where character.isLetter || character.isNumber {
            key.append(character)
        }
        return sportTypes[key] ?? ExportedSport.sportType(key)
    }

    /// Words of Garmin, Strava (numbers too), Komoot, OpenTracks and Polar.
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
    ]
}
