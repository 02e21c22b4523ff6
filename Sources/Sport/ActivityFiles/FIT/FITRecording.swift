/// What the messages of one file say; a chained upload has several.
struct FITRecording {
    /// Out of `file_id`; the type's number where it has no name.
    var fileType: Double?
    var devices = FITDevices()
    /// Of `sport`, for files without a session.
    var sport: String?
    var subSport: String?
    var workoutName: String?
    var utcOffsetSeconds: Int?
    var sessions: [FITSession] = []
    var laps: [RecordedLap] = []
    var lengths: [RecordedLength] = []
    var timerEvents: [FITTimerEvent] = []
    /// Times between heartbeats in milliseconds, and how many records had come before each.
    var heartbeats: [(milliseconds: Int32, row: Int)] = []
    /// The records' rows.
    var rows = 0..<0
    /// What is wrong with the file.
    var damage: String?

    /// True for files that say of themselves that they are something else.
    var isOtherType: Bool {
        guard let fileType, sessions.isEmpty else { return false }
        return fileType != Self.activityType && FITNames.fileTypes[fileType] != nil
    }

    private static let activityType = 4.0
}

/// One sport of a recording.
struct FITSession {
    /// Seconds of FIT's clock.
    var start: Int64?
    var end: Int64?
    var totals = DeviceTotals()
    var sport: String?
    var subSport: String?
    var poolLengthMeters: Double?

    /// When it must have begun, if it doesn't say so.
    var likelyStart: Int64? {
        if let start { return start }
        guard let end else { return nil }
        return end - FITClock.wholeSeconds(totals.elapsedSeconds ?? totals.timerSeconds ?? 0)
    }
}

/// The timer's start or stop.
struct FITTimerEvent {
    /// Seconds of FIT's clock.
    var time: Int64
    var isStart: Bool
}

/// A heart rate that was told of later, by a sensor with a memory.
struct FITStoredHeartrate {
    /// Milliseconds of FIT's clock.
    var milliseconds: Int64
    var beatsPerMinute: Int32
}

/// FIT's clock, which counts seconds since the last day of 1989, UTC.
enum FITClock {
    private static let epochSeconds: Int64 = 631_065_600

    /// A duration in whole seconds, at most what the clock can count.
    static func wholeSeconds(_ seconds: Double) -> Int64 { Int64(max(0, min(seconds, 4_294_967_295))) }

    /// From milliseconds since 1970.
    static func seconds(_ milliseconds: Int64) -> Int64 { milliseconds / 1000 - epochSeconds }

    static func milliseconds(_ seconds: Int64) -> Int64 { (seconds + epochSeconds) * 1000 }
}
