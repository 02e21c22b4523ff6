package import Streams

/// One recording out of a file, as the device wrote it: nothing is computed yet (`Training` does).
package struct DecodedActivity: Equatable, Sendable {
    /// What the file was.
    package var format: ActivityFileFormat
    /// The title that the file gives.
    package var name: String?
    /// The description that the file gives.
    package var notes: String?
    /// The program or device that wrote the file, in its own words.
    package var creator: String?
    /// The kind of sport in the file's own words; FIT's `sport` in lower case with underscores.
    package var sportHint: String?
    /// The kind in more detail, in the words of FIT's `sub_sport`.
    package var subSportHint: String?
    /// What the streams' times are counted from, in milliseconds since 1970 UTC: out of a file, when the
    /// first sample was taken (`beginningAsTold`).
    package var startMilliseconds: Int64
    /// When the device says that it began, in milliseconds since 1970 UTC; the first sample may be later.
    package var sessionStartMilliseconds: Int64?
    /// How far the device's clock was ahead of UTC, where the file says so.
    package var utcOffsetSeconds: Int?
    /// The recorded channels; `time` and whatever else there is.
    package var streams: StreamSet
    /// How many points the file has for it, with those that were left out or joined; nil where every one is a
    /// sample.
    package var recordCount: Int?
    /// How many of them have a position; nil where every one is a sample.
    package var positionCount: Int?
    /// What the device says of the whole recording.
    package var totals = DeviceTotals()
    /// The device's laps, in the order of time.
    package var laps: [RecordedLap] = []
    /// The lengths of a pool, in the order of time.
    package var lengths: [RecordedLength] = []
    /// The pool's length.
    package var poolLengthMeters: Double?
    /// When the athlete had stopped the timer, in the order of time.
    package var pauses: [TimerPause] = []
    /// Times between heartbeats in milliseconds, in order.
    package var heartbeatMilliseconds: [Int32] = []
    /// What the recording was made with; the device itself first, then its sensors.
    package var devices: [RecordingDevice] = []
    package var warnings: [DecodingWarning]

    /// Whether altitude comes from a barometer, as far as one can tell: the creator says so in Strava's way,
    /// or there are temperatures, which devices take from the barometer's chip.
    package var hasBarometer: Bool {
        streams[.temp] != nil || creator?.lowercased().contains("with barometer") == true
    }

    /// The v3 `sport_type` that the hints mean, nil for ones that aren't known.
    package var sportType: String? { SportHint.sportType(sportHint, subSport: subSportHint) }
}

extension DecodedActivity {
    /// A recording with these channels, of which the file says nothing else.
    package init(format: ActivityFileFormat, startMilliseconds: Int64, streams: StreamSet) {
        self.init(format: format, startMilliseconds: startMilliseconds, streams: streams, warnings: [])
    }
}
