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
    /// The kind of sport in the file's own words.
    package var sportHint: String?
    /// When the first sample was taken, in milliseconds since 1970 UTC.
    package var startMilliseconds: Int64
    /// How far the device's clock was ahead of UTC, where the file says so.
    package var utcOffsetSeconds: Int?
    /// The recorded channels; `time` and whatever else there is.
    package var streams: StreamSet
    package var warnings: [DecodingWarning]

    /// Whether altitude comes from a barometer, as far as one can tell: the creator says so in Strava's way,
    /// or there are temperatures, which devices take from the barometer's chip.
    package var hasBarometer: Bool {
        streams[.temp] != nil || creator?.lowercased().contains("with barometer") == true
    }

    /// The v3 `sport_type` that the hint means, nil for one that isn't known.
    package var sportType: String? { sportHint.flatMap(SportHint.sportType) }
}
