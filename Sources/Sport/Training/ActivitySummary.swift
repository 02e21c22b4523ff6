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
    package var averageWatts: Double?
    package var maxWatts: Int?
    /// The work of `watts` over the time for which they are known.
    package var kilojoules: Double?
    package var averageTemp: Double?
    package var start: Coordinate?
    package var end: Coordinate?
    package var bounds: BoundingBox?

    init(_ streams: StreamSet, meters: [Double]?, movement: MovementChannels?, elevation: ElevationProfile?) {
        distanceMeters = meters?.last ?? 0
        let seconds = streams.seconds
        elapsedSeconds = Int((seconds.last ?? 0).rounded())
        // Without a way nobody can tell when the athlete stood.
        movingSeconds = movement.map { Int($0.movingSeconds.rounded()) } ?? elapsedSeconds
        elevationGainMeters = elevation?.gainMeters ?? 0
        elevationLossMeters = elevation?.lossMeters ?? 0
        elevationHighMeters = elevation?.highMeters
        elevationLowMeters = elevation?.lowMeters
        averageSpeed = movingSeconds > 0 ? distanceMeters / Double(movingSeconds) : 0
        maxSpeed = movement?.speeds.max() ?? 0
        let heartrate = SampleMean(streams, .heartrate, seconds)
        let watts = SampleMean(streams, .watts, seconds)
        averageHeartrate = heartrate?.mean
        maxHeartrate = heartrate?.highest
        averageCadence = SampleMean(streams, .cadence, seconds)?.mean
        averageWatts = watts?.mean
        maxWatts = watts?.highest
        kilojoules = watts.map { $0.integral / 1000 }
        averageTemp = SampleMean(streams, .temp, seconds)?.mean
        let line = streams.line
        start = line.first
        end = line.last
        bounds = BoundingBox(around: line)
    }
}

/// Mean, maximum and integral over time of a channel with whole numbers; missing samples don't count.
private struct SampleMean {
    let mean: Double
    let highest: Int
    /// The sum of value times seconds.
    let integral: Double

    /// A value is taken to hold for as many seconds at most until the next one.
    private static let longestSeconds = 10.0

    /// Nil where no sample has a value.
    init?(_ streams: StreamSet, _ kind: StreamKind, _ seconds: [Double]) {
        guard let column = streams[kind] else { return nil }
        var sum = 0
        var count = 0
        var highest = Int.min
        var integral = 0.0
        for (index, value) in column.enumerated() where value != StreamSet.missing {
            sum += Int(value)
            count += 1
            highest = max(highest, Int(value))
            if index > 0, !streams.isPause(before: index) {
                integral += Double(value) * min(seconds[index] - seconds[index - 1], Self.longestSeconds)
            }
        }
        guard count > 0 else { return nil }
        mean = Double(sum) / Double(count)
        self.highest = highest
        self.integral = integral
    }
}
