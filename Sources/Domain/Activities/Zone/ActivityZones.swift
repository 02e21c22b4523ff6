package import Accounts
import Streams
import Training

/// How long an activity was in each zone of heart rate and of power, with the zones of its day.
package struct ActivityZones: Sendable, Equatable {
    /// One channel.
    package struct Distribution: Sendable, Equatable {
        /// What was measured, in which zones, and for how long in each.
        package var kind: Zones.Kind
        package var zones: Zones
        package var seconds: [Int]
    }

    /// Channels that were recorded, and of which there are zones.
    package var distributions: [Distribution] = []
    /// The athlete's on that day.
    package var maximumHeartrateBPM: Int?

    /// Counts a recording's samples.
    init(_ streams: StreamSet, _ settings: TrainingSettings) {
        maximumHeartrateBPM = settings.maximumHeartrateBPM
        let channels: [(Zones.Kind, StreamKind, Zones?)] = [
            (.heartrate, .heartrate, settings.heartrateZones), (.power, .watts, settings.powerZones),
        ]
        for (kind, channel, zones) in channels {
            guard let zones, let histogram = ValueHistogram(streams, channel) else { continue }
            distributions.append(
                Distribution(
                    kind: kind, zones: zones, seconds: histogram.seconds(inZonesFrom: zones.bounds)))
        }
    }
}
