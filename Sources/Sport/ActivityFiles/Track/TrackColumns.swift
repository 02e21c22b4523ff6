import Streams

/// The points of a recording put in order, as columns.
struct TrackColumns {
    let startMilliseconds: Int64
    private(set) var streams: StreamSet
    /// From the last point before each pause to the first one after it.
    private(set) var pauses: [TimerPause] = []
    let warnings: [DecodingWarning]

    /// Leaves out what has no place in time, and says so in `warnings`; throws where no point has a time.
    init(_ recorded: RecordedPoints) throws(ActivityFileError) {
        var selection = PointSelection(recorded)
        guard let first = selection.points.first else {
            throw ActivityFileError(
                .noTimes, "None of the file's \(recorded.points.count) points has a time.",
                line: recorded.points.first.map { Int($0.line) })
        }
        warnings = selection.warnings
        startMilliseconds = first.milliseconds
        streams = Self.columns(&selection.points, startMilliseconds: startMilliseconds)
        guard !selection.partStarts.isEmpty else { return }
        streams[.part] = Self.parts(selection)
        for start in selection.partStarts {
            let pause = TimerPause(
                startMilliseconds: selection.points[start - 1].milliseconds,
                endMilliseconds: selection.points[start].milliseconds)
            if pause.endMilliseconds > pause.startMilliseconds { pauses.append(pause) }
        }
    }

    private static func parts(_ selection: PointSelection) -> [Int32] {
        var column = [Int32](repeating: 0, count: selection.points.count)
        for start in selection.partStarts { column[start] = 1 }
        for index in column.indices.dropFirst() { column[index] += column[index - 1] }
        return column
    }

    private static func columns(_ points: inout [TrackPoint], startMilliseconds: Int64) -> StreamSet {
        roundPositions(of: &points)
        var time: [Int32] = []
        var milliseconds: [Int32] = []
        time.reserveCapacity(points.count)
        milliseconds.reserveCapacity(points.count)
        var hasFractions = false
        for point in points {
            let elapsed = point.milliseconds - startMilliseconds
            time.append(Int32(elapsed / 1000))
            milliseconds.append(Int32(elapsed % 1000))
            hasFractions = hasFractions || elapsed % 1000 != 0
        }
        var streams = StreamSet(time: time)
        if hasFractions { streams[.milliseconds] = milliseconds }
        set(.latitude, of: &streams, to: points.map(\.latitude))
        set(.longitude, of: &streams, to: points.map(\.longitude))
        set(.altitude, of: &streams, to: points.map(\.altitude))
        // A distance that stands still throughout says nothing.
        let distances = points.map(\.distance)
        if distances.contains(where: { $0 > 0 }) { streams[.distance] = distances }
        set(.velocitySmooth, of: &streams, to: points.map(\.speed))
        set(.heartrate, of: &streams, to: points.map(\.heartrate))
        set(.cadence, of: &streams, to: points.map(\.cadence))
        set(.watts, of: &streams, to: points.map(\.watts))
        set(.temp, of: &streams, to: points.map(\.temp))
        return streams
    }

    /// Only columns in which there is something.
    private static func set(_ kind: StreamKind, of streams: inout StreamSet, to column: [Int32]) {
        if column.contains(where: { $0 != StreamSet.missing }) { streams[kind] = column }
    }

    /// Recordings at less than this many milliseconds a sample keep all seven decimals.
    private static let denseMilliseconds: Int64 = 900

    /// Six decimals (0.1 m) are what GPS can tell, and a quarter smaller than seven; but steps of a tenth of
    /// a second are so short that they would add up to a longer way.
    private static func roundPositions(of points: inout [TrackPoint]) {
        guard let first = points.first, let last = points.last, points.count > 1 else { return }
        let duration = last.milliseconds - first.milliseconds
        guard duration / Int64(points.count - 1) >= denseMilliseconds else { return }
        for index in points.indices where points[index].hasPosition {
            points[index].latitude = rounded(points[index].latitude)
            points[index].longitude = rounded(points[index].longitude)
        }
    }

    private static func rounded(_ value: Int32) -> Int32 {
        let half: Int32 = value < 0 ? -5 : 5
        return (value + half) / 10 * 10
    }
}
