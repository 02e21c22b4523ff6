import Streams

/// The points of a recording that have a place in time, in its order.
struct PointSelection {
    var points: [TrackPoint] = []
    /// The indices in `points` before which the device was paused.
    private(set) var partStarts: [Int] = []
    private(set) var warnings: [DecodingWarning] = []

    private var untimed = Count()
    private var backward = Count()
    private var repeated = Count()

    private struct Count {
        var count = 0
        var line: Int?

        mutating func add(_ point: TrackPoint) {
            count += 1
            if line == nil { line = Int(point.line) }
        }
    }

    /// Seconds since the start have 31 bits in a column.
    private static let longestMilliseconds = Int64(Int32.max) * 1000

    init(_ recorded: RecordedPoints) {
        points.reserveCapacity(recorded.points.count)
        var isPause = false
        for segment in orderedSegments(of: recorded) {
            isPause = isPause || segment.isPause
            for point in recorded.points[segment.range] where isKept(point) {
                if isPause, !points.isEmpty { partStarts.append(points.count) }
                isPause = false
                points.append(point)
            }
        }
        note(untimed, .untimedPoints, "points without a time were left out")
        note(backward, .backwardTimes, "points that are earlier than the one before were left out")
        note(repeated, .repeatedPoints, "points of the same time as the one before were joined with it")
        let bad = Count(count: recorded.badPositionCount, line: recorded.firstBadPositionLine)
        note(bad, .badPositions, "positions that are not on the earth were left out")
    }

    private struct Segment {
        var milliseconds: Int64
        var range: Range<Int>
        var isPause: Bool
    }

    /// Segments in the order of their first times; those without any stay behind the one before.
    private mutating func orderedSegments(of recorded: RecordedPoints) -> [Segment] {
        var starts = recorded.segments
        if starts.first?.start != 0 { starts.insert((0, false), at: 0) }
        var segments: [Segment] = []
        for (index, (start, isPause)) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1].start : recorded.points.count
            guard start < end else { continue }
            let first = recorded.points[start..<end].first { $0.milliseconds != TrackPoint.noTime }
            let time = first?.milliseconds ?? segments.last?.milliseconds ?? TrackPoint.noTime
            segments.append(Segment(milliseconds: time, range: start..<end, isPause: isPause))
        }
        let isOrdered = zip(segments, segments.dropFirst()).allSatisfy { $0.milliseconds <= $1.milliseconds }
        if !isOrdered {
            warnings.append(
                DecodingWarning(
                    .unorderedSegments, "The file's segments were not in the order of time: they are now."))
            // Swift's sort is stable, so segments of the same time keep the file's order.
            segments.sort { $0.milliseconds < $1.milliseconds }
        }
        return segments
    }

    /// Counts what is left out.
    private mutating func isKept(_ point: TrackPoint) -> Bool {
        if point.milliseconds == TrackPoint.noTime {
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
            points[points.count - 1].fillGaps(from: point)
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
