import ActivityFiles
import Streams

/// Recordings made for tests of writing.
enum ExportedSample {
    static let start: Int64 = 1_714_543_200_000

    /// Every channel, samples without some of them, a pause after the third, and awkward places.
    static func everything(milliseconds: [Int32]? = nil) -> ExportedActivity {
        var streams = StreamSet(time: [0, 1, 2, 62, 63, 64])
        let missing = StreamSet.missing
        streams[.milliseconds] = milliseconds
        streams[.part] = [0, 0, 0, 1, 1, 1]
        streams[.latitude] = [471_234_560, 471_234_570, 0, -10, -899_999_990, 900_000_000]
        streams[.longitude] = [85_000_010, -85_000_010, 10, 1_799_999_990, -1_800_000_000, 10]
        streams[.altitude] = [4005, -105, 0, missing, 88_484, 10]
        streams[.distance] = [0, 27, 55, 55, 82, 1_000_000]
        streams[.velocitySmooth] = [0, 2700, 2754, 12, missing, 15_001]
        streams[.heartrate] = [140, 141, missing, 60, 220, 99]
        streams[.cadence] = [0, 85, 86, missing, 120, 85]
        streams[.watts] = [0, 210, missing, 1500, 250, 1]
        streams[.temp] = [21, -5, 0, missing, 40, 21]
        var activity = ExportedActivity(sportType: "Ride", startMilliseconds: start, streams: streams)
        activity.name = "Über <die> \"Alb\" & zurück\u{1}\u{1f}"
        activity.notes = "Erste Zeile\nzweite\tZeile ]]> \u{1F6B4} ende\u{fffe}"
        activity.utcOffsetSeconds = 7200
        return activity
    }

    /// An hour at 1 Hz, with two laps.
    static func hour(sportType: String = "Run") -> ExportedActivity {
        var streams = StreamSet(time: (0..<3600).map { Int32($0) })
        streams[.latitude] = (0..<3600).map { 470_000_000 + Int32($0) * 250 }
        streams[.longitude] = (0..<3600).map { 85_000_000 - Int32($0) * 130 }
        streams[.altitude] = (0..<3600).map { 4000 + Int32($0 % 600) }
        streams[.distance] = (0..<3600).map { Int32($0) * 30 }
        streams[.velocitySmooth] = (0..<3600).map { 3000 + Int32($0 % 7) }
        streams[.heartrate] = (0..<3600).map { 120 + Int32($0 % 50) }
        streams[.cadence] = (0..<3600).map { 80 + Int32($0 % 10) }
        streams[.watts] = (0..<3600).map { 200 + Int32($0 % 100) }
        var activity = ExportedActivity(sportType: sportType, startMilliseconds: start, streams: streams)
        activity.name = "An hour"
        let laps = [
            RecordedLap(startMilliseconds: start, trigger: "manual"),
            RecordedLap(startMilliseconds: start + 1_000_000, trigger: "distance"),
        ]
        activity.summarise(laps: laps)
        return activity
    }
}
