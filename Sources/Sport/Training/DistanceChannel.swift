import Geo
import Streams

/// Metres since the start for each sample.
enum DistanceChannel {
    /// The device's own distance made monotonous, else the way along the positions; nil without either.
    ///
    /// The way while the device was paused doesn't count, nor do steps that are impossible in the sport.
    static func meters(of streams: StreamSet, sport: SportClass) -> [Double]? {
        if let recorded = streams.doubles(.distance) { return monotonous(recorded) }
        return streams.hasPositions ? alongPositions(of: streams, sport: sport) : nil
    }

    private static func monotonous(_ recorded: [Double]) -> [Double] {
        var last = 0.0
        var result: [Double] = []
        result.reserveCapacity(recorded.count)
        for value in recorded {
            // NaN compares false: a missing value repeats the one before.
            if value > last { last = value }
            result.append(last)
        }
        return result
    }

    private static func alongPositions(of streams: StreamSet, sport: SportClass) -> [Double] {
        let seconds = streams.seconds
        var result = [Double](repeating: 0, count: streams.count)
        var total = 0.0
        var last: (index: Int, position: Coordinate)?
        for index in 0..<streams.count {
            if streams.isPause(before: index) { last = nil }
            result[index] = total
            guard let position = streams.coordinate(at: index) else { continue }
            if let last {
                let step = last.position.distanceMeters(to: position)
                let elapsed = seconds[index] - seconds[last.index]
                if step <= sport.plausibleMetersPerSecond * max(elapsed, 1) { total += step }
                fill(&result, seconds, from: last.index, to: index, reaching: total)
            }
            last = (index, position)
        }
        return result
    }

    /// On samples without a position the athlete is taken to have gone on evenly.
    private static func fill(
        _ meters: inout [Double], _ seconds: [Double], from first: Int, to last: Int, reaching total: Double
    ) {
        let (start, elapsed) = (meters[first], seconds[last] - seconds[first])
        for index in first + 1..<last {
            let share = elapsed > 0 ? (seconds[index] - seconds[first]) / elapsed : 0
            meters[index] = start + (total - start) * share
        }
        meters[last] = total
    }
}
