/// The elements of Garmin's Training Center XML that matter, by local name: prefixes and namespaces differ
/// between programs.
enum TCXElement: UInt8 {
    // A point.
    case trackPoint = 1, time, latitude, longitude, altitude, distance, heartrate, value, cadence
    case speed, watts, runCadence, temperature
    // A lap.
    case lap, track, totalTime, maximumSpeed, calories, averageHeartrate, maximumHeartrate, trigger
    case averageSpeed, averageRunCadence, maximumCadence, averageWatts, maximumWatts
    // What is around them.
    case activity, notes, creator, author, name, unitID, versionMajor, versionMinor, course, workout

    static let names: KeyValuePairs<String, TCXElement> = [
        "Trackpoint": .trackPoint, "Time": .time, "LatitudeDegrees": .latitude,
        "LongitudeDegrees": .longitude, "AltitudeMeters": .altitude, "DistanceMeters": .distance,
        "HeartRateBpm": .heartrate, "Value": .value, "Cadence": .cadence, "Speed": .speed, "Watts": .watts,
        "RunCadence": .runCadence, "Temperature": .temperature, "Lap": .lap, "Track": .track,
        "TotalTimeSeconds": .totalTime, "MaximumSpeed": .maximumSpeed, "Calories": .calories,
        "AverageHeartRateBpm": .averageHeartrate, "MaximumHeartRateBpm": .maximumHeartrate,
        "TriggerMethod": .trigger, "AvgSpeed": .averageSpeed, "AvgRunCadence": .averageRunCadence,
        "MaxRunCadence": .maximumCadence, "MaxBikeCadence": .maximumCadence, "AvgWatts": .averageWatts,
        "MaxWatts": .maximumWatts, "Activity": .activity, "Notes": .notes, "Creator": .creator,
        "Author": .author, "Name": .name, "UnitId": .unitID, "VersionMajor": .versionMajor,
        "VersionMinor": .versionMinor, "Course": .course, "Workout": .workout,
    ]
}
