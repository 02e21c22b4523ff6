package import Accounts
import Streams
import Training

/// How long an activity was in each zone of heart rate, power and pace, with the zones of its day.
package struct ActivityZones: Sendable, Equatable {
    /// What is measured; v3's words.
    package enum Channel: String, Sendable, CaseIterable {
        case heartrate, power
        /// Of runs: speeds in centimetres per second.
        case pace
    }

    /// One channel.
    package struct Distribution: Sendable, Equatable {
        /// What was measured, in which zones, and for how long in each.
        package var channel: Channel
        package var zones: Zones
        package var seconds: [Int]
        /// How much of an effort that was, in points; of heart rates only.
        package var effortPoints: Int?
    }

    /// Channels that were recorded, and of which there are zones.
    package var distributions: [Distribution] = []
    /// The athlete's on that day.
    package var maximumHeartrateBPM: Int?

    /// Counts a recording's samples; the speeds of `analysed` for pace.
    init(_ streams: StreamSet, _ settings: TrainingSettings, analysed: StreamSet?) {
        maximumHeartrateBPM = settings.maximumHeartrateBPM
        add(.heartrate, settings.heartrateZones, ValueHistogram(streams, .heartrate))
        add(.power, settings.powerZones, ValueHistogram(streams, .watts))
        guard let analysed else { return }
        add(.pace, settings.runningSpeedZones, ValueHistogram(analysed, .velocitySmooth, step: 0.01))
    }

    private mutating func add(_ channel: Channel, _ zones: Zones?, _ histogram: ValueHistogram?) {
        guard let zones, let histogram else { return }
        let seconds = histogram.seconds(inZonesFrom: zones.bounds)
        let points = channel == .heartrate ? ZoneScore.points(secondsInZones: seconds) : nil
        distributions.append(
            Distribution(channel: channel, zones: zones, seconds: seconds, effortPoints: points))
    }
}
