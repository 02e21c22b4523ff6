import Streams

/// How altitude was measured, which decides how much of it is noise.
package enum AltitudeSource: String, Sendable {
    case barometer
    case unknown

    /// A rise below this many metres isn't a climb.
    package var hysteresisMeters: Double { self == .barometer ? 2 : 5 }
}

/// Altitude with the noise taken out, and what was climbed.
///
/// Source: median of five, low pass, then hysteresis: a climb counts once it has risen by a threshold above
/// the lowest point before it, and ends once it has fallen by as much.
struct ElevationProfile {
    /// Smoothed metres for each sample; where a sample has no altitude, the one before.
    let meters: [Double]
    /// What was climbed until each sample.
    let gainsSoFar: [Double]
    let gainMeters: Double
    let lossMeters: Double
    let highMeters: Double
    let lowMeters: Double

    /// Nil where no sample has an altitude.
    init?(_ streams: StreamSet, source: AltitudeSource) {
        guard let recorded = streams.doubles(.altitude), let filled = Self.filled(recorded) else {
            return nil
        }
        let seconds = streams.seconds
        meters = Self.lowPass(Self.medianOfFive(filled, seconds), seconds)
        highMeters = filled.max() ?? 0
        lowMeters = filled.min() ?? 0
        var climb = Climb(hysteresis: source.hysteresisMeters, start: meters[0])
        var gains: [Double] = []
        gains.reserveCapacity(meters.count)
        for index in meters.indices {
            if streams.isPause(before: index) { climb.restart(at: meters[index]) }
            climb.add(meters[index])
            gains.append(climb.gain)
        }
        gainsSoFar = gains
        gainMeters = climb.gain
        lossMeters = climb.loss
    }

    private static func filled(_ recorded: [Double]) -> [Double]? {
        guard var last = recorded.first(where: { !$0.isNaN }) else { return nil }
        var result: [Double] = []
        result.reserveCapacity(recorded.count)
        for value in recorded {
            if !value.isNaN { last = value }
            result.append(last)
        }
        return result
    }

    /// The low pass takes the samples of this many seconds together.
    private static let windowSeconds = 5.0
    /// Five samples in more seconds than this aren't neighbours.
    private static let medianSeconds = 60.0

    private static func medianOfFive(_ values: [Double], _ seconds: [Double]) -> [Double] {
        guard values.count >= 5 else { return values }
        var result = values
        for index in 2..<(values.count - 2) where seconds[index + 2] - seconds[index - 2] <= medianSeconds {
            result[index] = median(
                values[index - 2], values[index - 1], values[index], values[index + 1], values[index + 2])
        }
        return result
    }

    /// By six comparisons: the greater of the two lower halves' lows and the lesser of the highs leave three.
    private static func median(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double) -> Double {
        let low = max(min(a, b), min(c, d))
        let high = min(max(a, b), max(c, d))
        return max(min(low, high), min(max(low, high), e))
    }

    /// The mean of the samples within half a window before and after each.
    private static func lowPass(_ values: [Double], _ seconds: [Double]) -> [Double] {
        var result = values
        var first = 0
        var last = -1
        var sum = 0.0
        for index in values.indices {
            while last + 1 < values.count, seconds[last + 1] - seconds[index] <= windowSeconds / 2 {
                last += 1
                sum += values[last]
            }
            while seconds[index] - seconds[first] > windowSeconds / 2 {
                sum -= values[first]
                first += 1
            }
            result[index] = sum / Double(last - first + 1)
        }
        return result
    }
}

/// Climbs and descents by hysteresis.
private struct Climb {
    private enum Direction {
        case up
        case down
        case unknown
    }

    private let hysteresis: Double
    private var direction = Direction.unknown
    private var low: Double
    private var high: Double
    private(set) var gain = 0.0
    private(set) var loss = 0.0

    init(hysteresis: Double, start: Double) {
        self.hysteresis = hysteresis
        low = start
        high = start
    }

    mutating func restart(at altitude: Double) {
        direction = .unknown
        low = altitude
        high = altitude
    }

    mutating func add(_ altitude: Double) {
        switch direction {
        case .up: goUp(altitude)
        case .down: goDown(altitude)
        case .unknown:
            low = min(low, altitude)
            high = max(high, altitude)
            if altitude - low >= hysteresis {
                turnUp(altitude)
            } else if high - altitude >= hysteresis {
                turnDown(altitude)
            }
        }
    }

    private mutating func goUp(_ altitude: Double) {
        if altitude > high {
            gain += altitude - high
            high = altitude
        } else if high - altitude >= hysteresis {
            turnDown(altitude)
        }
    }

    private mutating func goDown(_ altitude: Double) {
        if altitude < low {
            loss += low - altitude
            low = altitude
        } else if altitude - low >= hysteresis {
            turnUp(altitude)
        }
    }

    private mutating func turnUp(_ altitude: Double) {
        direction = .up
        gain += altitude - low
        high = altitude
    }

    private mutating func turnDown(_ altitude: Double) {
        direction = .down
        loss += high - altitude
        low = altitude
    }
}
