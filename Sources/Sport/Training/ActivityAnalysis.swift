package import Streams

/// What is computed from a recording alone: its channels, and the summary.
package struct ActivityAnalysis: Sendable {
    /// Version of the formulas of this target; raise it when figures change, so that stored ones can be
    /// computed again.
    package static let algorithmVersion = 4

    /// The recording with the channels that no device records.
    package let streams: StreamSet
    /// The recording as it is believed.
    package let cleaned: StreamSet
    package let summary: ActivitySummary
    let timeline: Timeline

    /// Computes everything; O(n). `recorded` may have derived channels already: they are computed anew.
    package init(_ recorded: StreamSet, sport: SportClass, altitudeSource: AltitudeSource = .unknown) {
        let channels = ActivityChannels(recorded, sport: sport, altitudeSource: altitudeSource)
        streams = channels.streams
        cleaned = channels.cleaned
        timeline = Timeline(channels)
        summary = ActivitySummary(channels, timeline)
    }
}
