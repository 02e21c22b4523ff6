package import Streams

/// What is computed from a recording: the channels that no device records, and the summary.
package struct ActivityAnalysis: Sendable {
    /// Version of the formulas here; raise it when figures change, so that stored ones can be computed again.
    package static let algorithmVersion = 1

    /// The recording together with `distance`, `velocitySmooth`, `moving` and `gradeSmooth` where they can be
    /// had.
    package let streams: StreamSet
    package let summary: ActivitySummary

    /// Computes everything; O(n). `recorded` may have derived channels already: they are computed anew.
    package init(_ recorded: StreamSet, sport: SportClass, altitudeSource: AltitudeSource = .unknown) {
        var streams = recorded.keeping(\.isRecorded)
        let meters = DistanceChannel.meters(of: streams, sport: sport)
        let elevation = ElevationProfile(streams, source: altitudeSource)
        let movement = meters.map { MovementChannels(streams, meters: $0, sport: sport) }
        if let meters, let movement {
            streams.set(.distance, meters)
            streams.set(.velocitySmooth, movement.speeds)
            streams[.moving] = movement.moving.map { $0 ? 1 : 0 }
            if let elevation {
                streams.set(.gradeSmooth, GradeChannel.percents(meters: meters, altitudes: elevation.meters))
            }
        }
        self.streams = streams
        summary = ActivitySummary(streams, meters: meters, movement: movement, elevation: elevation)
    }
}
