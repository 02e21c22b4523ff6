import ActivityFiles

/// A lap of an activity: one that the athlete or the device took, or the whole.
package struct Lap: Equatable, Sendable {
    /// Its first and its last sample.
    package var startIndex: Int
    package var endIndex: Int
    /// When it began, counted from the activity's start.
    package var startSeconds: Double
    package var elapsedSeconds: Int
    package var movingSeconds: Int
    package var distanceMeters: Double
    package var elevationGainMeters: Double
    /// Metres per second.
    package var maxSpeed: Double
    package var averageHeartrate: Double?
    package var maxHeartrate: Int?
    package var averageCadence: Double?
    package var averageWatts: Double?

    /// Distance over moving time, in m/s.
    package var averageSpeed: Double { movingSeconds > 0 ? distanceMeters / Double(movingSeconds) : 0 }

    /// A lap with these figures.
    package init(
        startIndex: Int, endIndex: Int, startSeconds: Double, elapsedSeconds: Int, movingSeconds: Int,
        distanceMeters: Double, elevationGainMeters: Double, maxSpeed: Double,
        averageHeartrate: Double? = nil, maxHeartrate: Int? = nil, averageCadence: Double? = nil,
        averageWatts: Double? = nil
    ) {
        self.startIndex = startIndex
        self.endIndex = endIndex
        self.startSeconds = startSeconds
        self.elapsedSeconds = elapsedSeconds
        self.movingSeconds = movingSeconds
        self.distanceMeters = distanceMeters
        self.elevationGainMeters = elevationGainMeters
        self.maxSpeed = maxSpeed
        self.averageHeartrate = averageHeartrate
        self.maxHeartrate = maxHeartrate
        self.averageCadence = averageCadence
        self.averageWatts = averageWatts
    }
}

extension Lap {
    /// As many are kept of one activity; the last one has the rest.
    package static let maximumCount = 1000

    /// The device's laps, each from its first sample to the last one before the next lap; without any, one
    /// for the whole.
    static func laps(_ timeline: Timeline, of decoded: DecodedActivity, _ whole: ActivitySummary) -> [Lap] {
        guard timeline.count > 0 else { return [] }
        let taken = TakenLap.inside(timeline, of: decoded)
        guard taken.count > 1 else { return [Lap(timeline, whole)] }
        return taken.indices.map { number in
            let isLast = number + 1 == taken.count
            let end = isLast ? timeline.count - 1 : taken[number + 1].index
            return Lap(timeline, from: taken[number].index, to: end, isLast, taken[number].totals)
        }
    }

    private init(_ timeline: Timeline, _ whole: ActivitySummary) {
        self.init(
            startIndex: 0, endIndex: timeline.count - 1, startSeconds: 0,
            elapsedSeconds: whole.elapsedSeconds, movingSeconds: whole.movingSeconds,
            distanceMeters: whole.distanceMeters, elevationGainMeters: whole.elevationGainMeters,
            maxSpeed: whole.maxSpeed, averageHeartrate: whole.averageHeartrate,
            maxHeartrate: whole.maxHeartrate, averageCadence: whole.averageCadence,
            averageWatts: whole.averageWatts)
    }

    /// Its way and time end where the next lap's begin, though that sample is the next lap's.
    private init(
        _ timeline: Timeline, from start: Int, to end: Int, _ isLast: Bool, _ totals: DeviceTotals
    ) {
        func difference(_ channel: [Double]?) -> Double { channel.map { $0[end] - $0[start] } ?? 0 }
        // The first sample may come after the start.
        let began = start == 0 ? 0 : timeline.seconds[start]
        let elapsed = timeline.seconds[end] - began
        let samples = start..<(isLast ? end + 1 : max(end, start + 1))
        let device = TrustedTotals(totals, elapsedSeconds: elapsed)
        let meters = difference(timeline.meters)
        let moving = difference(timeline.movingSeconds)
        let gain = difference(timeline.gains)
        self.init(
            startIndex: start, endIndex: samples.upperBound - 1, startSeconds: began,
            elapsedSeconds: Int((device.elapsedSeconds ?? elapsed).rounded()), movingSeconds: 0,
            distanceMeters: device.distanceMeters(stream: timeline.meters == nil ? nil : meters) ?? meters,
            elevationGainMeters: device.ascentMeters(stream: timeline.gains == nil ? nil : gain) ?? gain,
            maxSpeed: timeline.speeds?[samples].max() ?? 0)
        let timed = device.movingSeconds(stream: timeline.meters == nil ? nil : moving) ?? moving
        movingSeconds = min(Int(timed.rounded()), elapsedSeconds)
        averageHeartrate = timeline.heartrate?.mean(samples) ?? device.averageHeartrate
        maxHeartrate = timeline.heartrate?.highest(samples) ?? device.maximumHeartrate
        averageCadence = timeline.cadence?.mean(samples) ?? device.averageCadence
        averageWatts = timeline.watts?.mean(samples) ?? device.averageWatts
    }
}

/// A device's lap, and the sample that it begins with.
private struct TakenLap {
    let index: Int
    let totals: DeviceTotals

    /// Those that begin within the recording, in order, each at a sample of its own.
    static func inside(_ timeline: Timeline, of decoded: DecodedActivity) -> [TakenLap] {
        var taken: [TakenLap] = []
        var index = 0
        for lap in decoded.laps.sorted(by: { $0.startMilliseconds < $1.startMilliseconds }) {
            let start = Double(lap.startMilliseconds - decoded.startMilliseconds) / 1000
            while index < timeline.count, timeline.seconds[index] < start { index += 1 }
            // The last sample alone is the end of the lap before.
            guard index + 1 < timeline.count, taken.count < Lap.maximumCount else { break }
            // Of laps without a sample between them the later one counts, which the samples belong to.
            if taken.last?.index == index { taken.removeLast() }
            // The first lap begins with the recording, whenever the device says.
            taken.append(TakenLap(index: taken.isEmpty ? 0 : index, totals: lap.totals))
        }
        return taken
    }
}
