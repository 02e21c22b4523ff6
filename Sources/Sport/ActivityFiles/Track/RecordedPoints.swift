import Streams

/// The points of one recording in a file's order, and where its segments begin.
struct RecordedPoints {
    private(set) var points: [TrackPoint] = []
    /// Where a segment begins in `points`, and whether the device was paused before it.
    private(set) var segments: [(start: Int, isPause: Bool)] = []
    private(set) var badPositionCount = 0
    private(set) var firstBadPositionLine: Int?
    /// How far the device's clock was ahead of UTC, by the first time that says so.
    private(set) var utcOffsetSeconds: Int?

    var positionCount: Int { points.count(where: \.hasPosition) }

    var isEmpty: Bool { points.isEmpty }

    /// The points that follow are another segment.
    mutating func beginSegment(isPause: Bool) {
        // A segment without points is none, but its pause is one.
        if let last = segments.last, last.start == points.count {
            segments[segments.count - 1].isPause = last.isPause || isPause
        } else {
            segments.append((points.count, isPause))
        }
    }

    mutating func append(_ point: TrackPoint, isPositionBad: Bool) {
        if isPositionBad {
            badPositionCount += 1
            firstBadPositionLine = firstBadPositionLine ?? Int(point.line)
        }
        points.append(point)
    }

    mutating func noteZone(_ time: XMLTime) {
        if utcOffsetSeconds == nil { utcOffsetSeconds = time.offsetSeconds }
    }

    /// What is thrown for a file that has too many points.
    static func tooMany(line: Int) -> ActivityFileError {
        ActivityFileError(
            .tooManyPoints, "The file has more than \(StreamSet.sampleLimit) points.", line: line)
    }
}
