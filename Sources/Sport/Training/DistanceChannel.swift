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
        let fixes = fixes(in: streams)
        guard var last = fixes.first else { return result }
        var total = 0.0
        var filled = 0
        for (number, fix) in fixes.enumerated().dropFirst() {
            // Samples without a position have got as far as the one before them.
            while filled < fix.index {
                result[filled] = total
                filled += 1
            }
            if fix.part == last.part {
                let step = last.position.distanceMeters(to: fix.position)
                if last.isOutOfReach(of: fix, meters: step, sport),
                    number + 1 < fixes.count, isSpike(fix, between: last, fixes[number + 1], sport)
                {
                    continue
                }
                total += step
            }
            last = fix
        }
        while filled < result.count {
            result[filled] = total
            filled += 1
        }
        return result
    }

    /// A known position.
    private struct Fix {
        let index: Int
        let seconds: Double
        let part: Int32
        let position: Coordinate

        func isOutOfReach(of other: Fix, meters: Double, _ sport: SportClass) -> Bool {
            meters > sport.plausibleMetersPerSecond * max(abs(other.seconds - seconds), 1)
        }

        func isOutOfReach(of other: Fix, _ sport: SportClass) -> Bool {
            isOutOfReach(of: other, meters: position.distanceMeters(to: other.position), sport)
        }
    }

    private static func fixes(in streams: StreamSet) -> [Fix] {
        guard let latitudes = streams[.latitude], let longitudes = streams[.longitude] else { return [] }
        let seconds = streams.seconds
        let parts = streams[.part]
        var fixes: [Fix] = []
        fixes.reserveCapacity(streams.count)
        for index in 0..<streams.count
        where latitudes[index] != StreamSet.missing && longitudes[index] != StreamSet.missing {
            let position = Coordinate(
                latitude: Double(latitudes[index]) / StreamKind.latitude.scale,
                longitude: Double(longitudes[index]) / StreamKind.longitude.scale)
            fixes.append(
                Fix(index: index, seconds: seconds[index], part: parts?[index] ?? 0, position: position))
        }
        return fixes
    }

    /// Out of reach of the one after too, though that is within reach of the one before.
    private static func isSpike(_ fix: Fix, between before: Fix, _ after: Fix, _ sport: SportClass) -> Bool {
        fix.isOutOfReach(of: after, sport) && !before.isOutOfReach(of: after, sport)
    }
}
