package import Geo
import Streams

/// The figures at the head of an activity.
package struct ActivitySummary: Equatable, Sendable {
    /// The way, without what was gone while the device was paused.
    package var distanceMeters: Double
    package var elapsedSeconds: Int
    /// Without standing for more than 15 s and without the device's pauses.
    package var movingSeconds: Int
    package var elevationGainMeters: Double
    package var elevationLossMeters: Double
    package var elevationHighMeters: Double?
    package var elevationLowMeters: Double?
    /// Distance over moving time, in m/s.
    package var averageSpeed: Double
    /// The highest `velocitySmooth`, in m/s.
    package var maxSpeed: Double
    package var averageHeartrate: Double?
    package var maxHeartrate: Int?
    package var averageCadence: Double?
    package var maxCadence: Int?
    package var averageWatts: Double?
    package var maxWatts: Int?
    /// The mean power that would have been as hard (`WeightedPower`).
    package var weightedWatts: Double?
    /// The work of `watts` over the time for which they are known.
    package var kilojoules: Double?
    package var averageTemp: Double?
    package var maxTemp: Int?
    /// Kilocalories; what a recording alone doesn't tell.
    package var calories: Double?
    package var start: Coordinate?
    package var end: Coordinate?
    package var bounds: BoundingBox?

    init(_ channels: ActivityChannels, _ timeline: Timeline) {
        let (streams, seconds) = (channels.cleaned, channels.seconds)
        let (elevation, movement) = (channels.elevation, channels.movement)
        let all = 0..<streams.count
        distanceMeters = timeline.meters?.last ?? 0
        elapsedSeconds = Int((seconds.last ?? 0).rounded())
        movingSeconds = Int((timeline.movingSeconds.last ?? 0).rounded())
        elevationGainMeters = elevation?.gainMeters ?? 0
        elevationLossMeters = elevation?.lossMeters ?? 0
        elevationHighMeters = elevation?.highMeters
        elevationLowMeters = elevation?.lowMeters
        averageSpeed = movingSeconds > 0 ? distanceMeters / Double(movingSeconds) : 0
        maxSpeed = movement?.speeds.max() ?? 0
        averageHeartrate = timeline.heartrate?.mean(all)
        maxHeartrate = timeline.heartrate?.highest(all)
        averageCadence = timeline.cadence?.mean(all)
        maxCadence = timeline.cadence?.highest(all)
        averageWatts = timeline.watts?.mean(all)
        maxWatts = timeline.watts?.highest(all)
        if let watts = timeline.watts, averageWatts != nil {
            kilojoules = watts.integral(seconds, streams) / 1000
            weightedWatts = WeightedPower.watts(streams)
        }
        let temperatures = streams[.temp].map(ReadingSums.init)
        averageTemp = temperatures?.mean(all)
        maxTemp = temperatures?.highest(all)
        let line = streams.line
        start = line.first
        end = line.last
        bounds = BoundingBox(around: line)
    }
}
