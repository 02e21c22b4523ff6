import Geo
import Streams

/// Metres since the start for each sample.
enum DistanceChannel {
    /// The device's own distance made monotonous, else the way along the positions; nil without either.
    ///
    /// The way while the device was paused doesn't count, nor does a lone step that is impossible
    /// in the sport.
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
        let steps = Step.all(in: streams, seconds, sport: sport)
        var result = [Double](repeating: 0, count: streams.count)
        var total = 0.0
        var filled = 0
        for number in steps.indices {
            let step = steps[number]
            // Whoever is too fast for longer than a step has another sport; a step alone is a mistake.
            let isAlone =
                (number == 0 || steps[number - 1].isPossible)
                && (number + 1 == steps.count || steps[number + 1].isPossible)
            while filled <= step.start {
                result[filled] = total
                filled += 1
            }
            if step.isPossible || !isAlone { total += step.meters }
            fill(&result, seconds, from: step.start, to: step.end, reaching: total)
            filled = step.end + 1
        }
        while filled < result.count {
            result[filled] = total
            filled += 1
        }
        return result
    }

    /// From one known position to the next, without a pause between them.
    private struct Step {
        let start: Int
        let end: Int
        let meters: Double
        let isPossible: Bool

        static func all(in streams: StreamSet, _ seconds: [Double], sport: SportClass) -> [Step] {
            var steps: [Step] = []
            steps.reserveCapacity(streams.count)
            var last: (index: Int, position: Coordinate)?
            for index in 0..<streams.count {
                if streams.isPause(before: index) { last = nil }
                guard let position = streams.coordinate(at: index) else { continue }
                if let last {
                    let meters = last.position.distanceMeters(to: position)
                    let elapsed = max(seconds[index] - seconds[last.index], 1)
                    let isPossible = meters <= sport.plausibleMetersPerSecond * elapsed
                    steps.append(
                        Step(start: last.index, end: index, meters: meters, isPossible: isPossible))
                }
                last = (index, position)
            }
            return steps
        }
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
