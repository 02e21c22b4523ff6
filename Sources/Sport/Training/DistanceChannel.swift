import Geo
import Streams

/// Metres since the start for each sample.
enum DistanceChannel {
    /// The device's own distance made monotonous, else the way along the positions; nil without either.
    ///
    /// The way while the device was paused doesn't count. A single position that is out of reach is passed
    /// over.
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
        var result = [Double](repeating: 0, count: streams.count)
        var total = 0.0
        var last: Fix?
        var isPaused = false
        for index in 0..<streams.count {
            isPaused = isPaused || streams.isPause(before: index)
            if let fix = Fix(streams, index) {
                if let before = last, !isPaused {
                    if isSpike(fix, before, streams, sport) {
                        result[index] = total
                        continue
                    }
                    total += before.position.distanceMeters(to: fix.position)
                }
                last = fix
                isPaused = false
            }
            result[index] = total
        }
        return result
    }

    /// A known position.
    private struct Fix {
        let index: Int
        let seconds: Double
        let position: Coordinate

        init?(_ streams: StreamSet, _ index: Int) {
            guard let position = streams.coordinate(at: index) else { return nil }
            self.index = index
            self.position = position
            seconds = streams.seconds(at: index)
        }

        func speed(to other: Fix) -> Double {
            position.distanceMeters(to: other.position) / max(other.seconds - seconds, 1)
        }
    }

    /// Out of reach from the fix before and from the one after, which are within reach of each other.
    private static func isSpike(
        _ fix: Fix, _ before: Fix, _ streams: StreamSet, _ sport: SportClass
    ) -> Bool {
        let limit = sport.plausibleMetersPerSecond
        guard before.speed(to: fix) > limit, fix.index + 1 < streams.count,
            let after = Fix(streams, fix.index + 1)
        else { return false }
        return fix.speed(to: after) > limit && before.speed(to: after) <= limit
    }
}
