/// Chooses the samples that show a curve's shape best.
package enum Downsampling {
    /// The indices of `limit` (3 or more) samples, both ends among them, ascending: all where there are
    /// fewer.
    ///
    /// Largest triangle three buckets: S. Steinarsson, "Downsampling Time Series for Visual Representation"
    /// (2013). O(n). `x` must not fall; samples without a `y` (NaN) count as the one before.
    package static func largestTriangleThreeBuckets(x: [Double], y: [Double], limit: Int) -> [Int] {
        precondition(limit >= 3 && x.count == y.count)
        guard x.count > limit else { return Array(x.indices) }
        let y = filled(y)
        let bucketCount = limit - 2
        var chosen = [0]
        chosen.reserveCapacity(limit)
        for bucket in 0..<bucketCount {
            let range = bounds(bucket, of: bucketCount, count: x.count)
            let next =
                bucket + 1 < bucketCount
                ? bounds(bucket + 1, of: bucketCount, count: x.count) : (x.count - 1)..<x.count
            let anchor = chosen[chosen.count - 1]
            let middle = (x: mean(x, next), y: mean(y, next))
            chosen.append(farthest(in: range, from: (x[anchor], y[anchor]), middle, x, y))
        }
        chosen.append(x.count - 1)
        return chosen
    }

    /// The samples between the first and the last one, in parts as equal as can be.
    private static func bounds(_ bucket: Int, of bucketCount: Int, count: Int) -> Range<Int> {
        let inner = count - 2
        return (1 + inner * bucket / bucketCount)..<(1 + inner * (bucket + 1) / bucketCount)
    }

    private static func mean(_ values: [Double], _ range: Range<Int>) -> Double {
        var sum = 0.0
        for index in range { sum += values[index] }
        return sum / Double(range.count)
    }

    private static func farthest(
        in range: Range<Int>, from a: (x: Double, y: Double), _ c: (x: Double, y: Double), _ x: [Double],
        _ y: [Double]
    ) -> Int {
        var best = range.lowerBound
        var bestArea = -1.0
        for index in range {
            let area = abs((a.x - c.x) * (y[index] - a.y) - (a.x - x[index]) * (c.y - a.y))
            if area > bestArea {
                bestArea = area
                best = index
            }
        }
        return best
    }

    private static func filled(_ values: [Double]) -> [Double] {
        var last = values.first { !$0.isNaN } ?? 0
        var result = values
        for index in values.indices {
            if values[index].isNaN { result[index] = last } else { last = values[index] }
        }
        return result
    }
}
