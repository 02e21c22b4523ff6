import Streams

/// The points of a file that have a place in time, in its order.
struct PointSelection {
    var points: [GPXPoint] = []
    /// The indices in `points` where a segment of the file begins.
    private(set) var partStarts: [Int] = []
    private(set) var warnings: [DecodingWarning] = []

    private var untimed = Count()
    private var backward = Count()
    private var repeated = Count()

    private struct Count {
        var count = 0
        var line: Int?

        mutating func add(_ point: GPXPoint) {
            count += 1
            if line == nil { line = Int(point.line) }
        }
    }

    /// Seconds since the start have 31 bits in a column.
    private static let longestMilliseconds = Int64(Int32.max) * 1000

    init(_ file: GPXHandler) {
        points.reserveCapacity(file.points.count)
        let segments = orderedSegments(of: file)
        for segment in segments {
            var isFirst = true
            for point in file.points[segment] where isKept(point) {
                if isFirst { partStarts.append(points.count) }
                isFirst = false
                points.append(point)
            }
        }
        note(untimed, .untimedPoints, "points without a time were left out")
        note(backward, .backwardTimes, "points that are earlier than the one before were left out")
        note(repeated, .repeatedPoints, "points that repeat the one before were left out")
        let bad = Count(count: file.badPositionCount, line: file.firstBadPositionLine)
        note(bad, .badPositions, "positions that are not on the earth were left out")
    }

    /// Segments in the order of their first times; those without any stay behind the one before.
    private mutating func orderedSegments(of file: GPXHandler) -> [Range<Int>] {
        var starts = file.segmentStarts
        if starts.first != 0 { starts.insert(0, at: 0) }
        var segments: [(time: Int64, range: Range<Int>)] = []
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : file.points.count
            guard start < end else { continue }
            let first = file.points[start..<end].first { $0.milliseconds != GPXPoint.noTime }
            segments.append((first?.milliseconds ?? segments.last?.time ?? GPXPoint.noTime, start..<end))
        }
        let isOrdered = zip(segments, segments.dropFirst()).allSatisfy { $0.time <= $1.time }
        if !isOrdered {
            warnings.append(
                DecodingWarning(
                    .unorderedSegments, "The file's segments were not in the order of time: they are now."))
            // Swift's sort is stable, so segments of the same time keep the file's order.
            segments.sort { $0.time < $1.time }
        }
        return segments.map(\.range)
    }

    /// Counts what is left out.
    private mutating func isKept(_ point: GPXPoint) -> Bool {
        if point.milliseconds == GPXPoint.noTime {
            untimed.add(point)
            return false
        }
        guard let last = points.last, let first = points.first else { return true }
        if point.milliseconds < last.milliseconds {
            backward.add(point)
            return false
        }
        // A device that writes whole seconds only, but several points in one: they are the way that was gone.
        let isElsewhere =
            point.hasPosition
            && (point.latitude != last.latitude || point.longitude != last.longitude)
        if point.milliseconds == last.milliseconds && !isElsewhere {
            repeated.add(point)
            return false
        }
        return point.milliseconds - first.milliseconds <= Self.longestMilliseconds
    }

    private mutating func note(_ count: Count, _ code: DecodingWarning.Code, _ what: String) {
        guard count.count > 0 else { return }
        warnings.append(
            DecodingWarning(code, "\(count.count) \(what).", count: count.count, line: count.line))
    }
}
