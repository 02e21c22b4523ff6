package import Streams

/// What is computed of each sample of a recording: which are believed, and the channels that no device
/// records. Enough for streams; figures are `ActivityAnalysis`'s.
package struct ActivityChannels: Sendable {
    /// The recording as it is, together with `distance`, `velocitySmooth`, `moving` and `gradeSmooth` where
    /// they can be had.
    package let streams: StreamSet
    /// The recording as it is believed: glitches of the sensors and impossible positions are missing.
    package let cleaned: StreamSet
    /// Since the start, for each sample.
    let seconds: [Double]
    /// Since the start; nil without a way.
    let meters: [Double]?
    let elevation: ElevationProfile?
    let movement: MovementChannels?
    let gradePercents: [Double]?

    /// Computes all of it; O(n). `recorded` may have derived channels already: they are computed anew.
    package init(_ recorded: StreamSet, sport: SportClass, altitudeSource: AltitudeSource = .unknown) {
        var streams = recorded.keeping(\.isRecorded)
        let cleaned = Cleaning.cleaned(streams, sport: sport)
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
        seconds = streams.seconds
        self.streams = streams
        self.cleaned = cleaned
        self.meters = meters
        self.elevation = elevation
        self.movement = movement
        gradePercents = percents
    }
}
