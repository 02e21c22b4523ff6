import Streams

/// The points of a file put in order, as columns.
struct GPXTrack {
    private(set) var startMilliseconds: Int64 = 0
    private(set) var streams: StreamSet

    /// Leaves out what has no place in time, and says so in `warnings`; throws where no point has a time.
    init(_ file: GPXHandler, warnings: inout [DecodingWarning]) throws(ActivityFileError) {
        var selection = PointSelection(file)
        guard let first = selection.points.first else {
            throw ActivityFileError(
                .noTimes, "None of the file's \(file.points.count) points has a time.",
                line: file.points.first.map { Int($0.line) })
        }
        warnings += selection.warnings
        startMilliseconds = first.milliseconds
        streams = Self.columns(&selection.points, startMilliseconds: startMilliseconds)
        if selection.partStarts.count > 1 { streams[.part] = Self.parts(selection) }
    }

    private static func parts(_ selection: PointSelection) -> [Int32] {
        var column = [Int32](repeating: 0, count: selection.points.count)
        for start in selection.partStarts.dropFirst() { column[start] = 1 }
        for index in column.indices.dropFirst() { column[index] += column[index - 1] }
        return column
    }

    private static func columns(_ points: inout [GPXPoint], startMilliseconds: Int64) -> StreamSet {
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
    private static func roundPositions(of points: inout [GPXPoint]) {
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
