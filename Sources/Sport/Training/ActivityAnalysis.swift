package import Streams

/// What is computed from a recording alone: the channels that no device records, and the summary.
package struct ActivityAnalysis: Sendable {
    /// Version of the formulas of this target; raise it when figures change, so that stored ones can be
    /// computed again.
    package static let algorithmVersion = 3

    /// The recording as it is, together with `distance`, `velocitySmooth`, `moving` and `gradeSmooth` where
    /// they can be had.
    package let streams: StreamSet
    /// The recording as it is believed: glitches of the sensors and impossible positions are missing.
    package let cleaned: StreamSet
    package let summary: ActivitySummary
    let timeline: Timeline

    /// Computes everything; O(n). `recorded` may have derived channels already: they are computed anew.
    package init(_ recorded: StreamSet, sport: SportClass, altitudeSource: AltitudeSource = .unknown) {
        var streams = recorded.keeping(\.isRecorded)
        let cleaned = Cleaning.cleaned(streams, sport: sport)
        let seconds = streams.seconds
        let meters = DistanceChannel.meters(of: cleaned, sport: sport)
        let elevation = ElevationProfile(cleaned, source: altitudeSource)
        let movement = meters.map { MovementChannels(cleaned, meters: $0, sport: sport) }
        var percents: [Double]?
        if let meters, let movement {
            streams.set(.distance, meters)
            streams.set(.velocitySmooth, movement.speeds)
            streams[.moving] = movement.moving.map { $0 ? 1 : 0 }
            if let elevation {
                let grades = GradeChannel.percents(meters: meters, altitudes: elevation.meters)
                streams.set(.gradeSmooth, grades)
                percents = grades
            }
        }
        self.streams = streams
        self.cleaned = cleaned
        timeline = Timeline(
            cleaned, seconds: seconds, meters: meters, movement: movement, elevation: elevation,
            gradePercents: percents)
        summary = ActivitySummary(
            cleaned, timeline, seconds: seconds, movement: movement, elevation: elevation)
    }
}
