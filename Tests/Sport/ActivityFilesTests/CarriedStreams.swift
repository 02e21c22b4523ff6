@testable import ActivityFiles
@testable import Streams

/// What of a recording a format has room for: with this, whoever reads a file that was written has to come
/// back.
struct CarriedStreams {
    /// In milliseconds since 1970 UTC.
    private(set) var start: Int64
    private(set) var streams: StreamSet

    /// What readers find in `activity` written as `format`.
    init(_ activity: ExportedActivity, as format: ActivityFileFormat) {
        start = activity.startMilliseconds
        streams = activity.streams.keeping { kind in
            switch kind {
            case .moving, .gradeSmooth: false
            case .distance, .velocitySmooth: format != .gpx
            case .temp: format != .tcx
            default: true
            }
        }
        keepValues(as: format)
        if format == .gpx { keepLocated() }
        if format == .tcx { dropPauses(atStartsOf: activity.laps) }
        if format == .fit { keepWholeSeconds() } else { beginWithFirstSample() }
        join(as: format)
        if !isDense(as: format) { roundPositions() }
        simplify()
    }

    /// How a reader may tell what it has read, too.
    init(_ activity: DecodedActivity) {
        let activity = activity.beginningAsTold()
        start = activity.startMilliseconds
        streams = activity.streams
        simplify()
    }

    // MARK: losses

    private mutating func keepValues(as format: ActivityFileFormat) {
        let missing = StreamSet.missing
        // Bytes; zero is what devices write without a sensor.
        let heartrates: ClosedRange<Int32> = 1...(format == .fit ? 254 : 255)
        streams[.heartrate] = streams[.heartrate]?.map { heartrates.contains($0) ? $0 : missing }
        streams[.cadence] = streams[.cadence]?.map { (0...254).contains($0) ? $0 : missing }
        // Readers believe nobody to be faster, nor farther: 1000 m/s, 100,000 km.
        streams[.velocitySmooth] = streams[.velocitySmooth]?.map { $0 <= 1_000_000 ? $0 : missing }
        streams[.distance] = streams[.distance]?.map { $0 <= 1_000_000_000 ? $0 : missing }
        keepPositions(as: format)
        guard format == .fit else { return }
        // Fifths of a metre, from 500 m below the sea on; centimetres once round the earth.
        streams[.altitude] = streams[.altitude]?.map { $0 < -5002 ? missing : ($0 + 5001) / 2 * 2 - 5000 }
        streams[.distance] = streams[.distance]?.map { $0 < 429_496_730 ? $0 : missing }
    }

    /// 0°, 0° is what devices write that don't know where they are; in FIT, 180° east is 180° west.
    private mutating func keepPositions(as format: ActivityFileFormat) {
        guard var latitudes = streams[.latitude], var longitudes = streams[.longitude] else { return }
        for index in latitudes.indices {
            if latitudes[index] == 0, longitudes[index] == 0 {
                latitudes[index] = StreamSet.missing
                longitudes[index] = StreamSet.missing
            }
            if format == .fit, longitudes[index] == 1_800_000_000 { longitudes[index] = -1_800_000_000 }
        }
        streams[.latitude] = latitudes
        streams[.longitude] = longitudes
    }

    /// A point of GPX has a position; where none has one, they are nowhere.
    private mutating func keepLocated() {
        let located = (0..<streams.count).filter { streams.coordinate(at: $0) != nil }
        if !located.isEmpty { streams = streams.selecting(located) }
    }

    /// From lap to lap TCX has no pause.
    private mutating func dropPauses(atStartsOf laps: [RecordedLap]) {
        guard var parts = streams[.part] else { return }
        let moments = (0..<streams.count).map { milliseconds(at: $0) }
        for lap in laps.dropFirst() {
            guard let first = moments.firstIndex(where: { start + $0 >= lap.startMilliseconds }), first > 0,
                parts[first] != parts[first - 1]
            else { continue }
            let step = parts[first] - parts[first - 1]
            for index in first..<parts.count { parts[index] -= step }
        }
        streams[.part] = parts
    }

    private func milliseconds(at index: Int) -> Int64 {
        Int64(streams.time[index]) * 1000 + Int64(streams[.milliseconds]?[index] ?? 0)
    }

    private mutating func setTimes(_ milliseconds: [Int64]) {
        var moved = StreamSet(time: milliseconds.map { Int32($0 / 1000) })
        for kind in streams.kinds where kind != .time && kind != .milliseconds { moved[kind] = streams[kind] }
        if milliseconds.contains(where: { $0 % 1000 != 0 }) {
            moved[.milliseconds] = milliseconds.map { Int32($0 % 1000) }
        }
        streams = moved
    }

    private mutating func beginWithFirstSample() {
        let offset = milliseconds(at: 0)
        setTimes((0..<streams.count).map { milliseconds(at: $0) - offset })
        start += offset
    }

    /// Of UTC; a pause that begins and ends in the same second is none.
    private mutating func keepWholeSeconds() {
        let seconds = (0..<streams.count).map { (start + milliseconds(at: $0)) / 1000 }
        start = start / 1000 * 1000
        let first = start / 1000
        setTimes(seconds.map { ($0 - first) * 1000 })
        guard var parts = streams[.part] else { return }
        for index in 1..<max(parts.count, 1) where seconds[index] == seconds[index - 1] {
            let step = parts[index] - parts[index - 1]
            for later in index..<parts.count { parts[later] -= step }
        }
        streams[.part] = parts
    }

    /// Readers join what they can't tell apart: points of the same time and place, and records of the same
    /// second that don't contradict each other.
    private mutating func join(as format: ActivityFileFormat) {
        var kept: [Int] = []
        var columns: [StreamKind: [Int32]] = [:]
        for kind in streams.kinds where ![.time, .milliseconds, .part].contains(kind) {
            columns[kind] = streams[kind]
        }
        for index in 0..<streams.count {
            guard let last = kept.last, milliseconds(at: index) == milliseconds(at: last),
                isJoined(index, with: last, columns, as: format)
            else {
                kept.append(index)
                continue
            }
            for (kind, column) in columns where column[last] == StreamSet.missing {
                columns[kind]?[last] = column[index]
            }
        }
        for (kind, column) in columns { streams[kind] = column }
        streams = streams.selecting(kept)
    }

    private func isJoined(
        _ index: Int, with other: Int, _ columns: [StreamKind: [Int32]], as format: ActivityFileFormat
    ) -> Bool {
        let told = format == .fit ? Array(columns.keys) : [.latitude, .longitude]
        let differ = told.filter { kind in
            guard let column = columns[kind], column[index] != StreamSet.missing else { return false }
            return column[index] != column[other] && (format != .fit || column[other] != StreamSet.missing)
        }
        return differ.isEmpty
    }

    /// Readers keep the seventh decimal of a degree only where there is more than a sample in 0.9 s, and of
    /// samples of one second all may be left but for a few that have a position.
    private func isDense(as format: ActivityFileFormat) -> Bool {
        let steps = Int64(streams.count - 1)
        guard steps > 0 else { return format != .fit }
        let duration = milliseconds(at: streams.count - 1) - milliseconds(at: 0)
        return format == .fit ? duration * 10 < steps * 9000 : duration / steps < 900
    }

    private mutating func roundPositions() {
        for kind in [StreamKind.latitude, .longitude] {
            streams[kind] = streams[kind]?.map { value in
                value == StreamSet.missing ? value : (value + (value < 0 ? -5 : 5)) / 10 * 10
            }
        }
    }

    /// Columns without a value are none, and parts are numbered from 0.
    private mutating func simplify() {
        for kind in streams.kinds where kind != .time {
            if streams[kind]?.allSatisfy({ $0 == StreamSet.missing }) == true { streams[kind] = nil }
        }
        // Nor is a way that nobody went.
        if streams[.distance]?.contains(where: { $0 > 0 }) == false { streams[.distance] = nil }
        guard let parts = streams[.part] else { return }
        var number: Int32 = 0
        var numbers: [Int32] = []
        for index in parts.indices {
            if index > 0, parts[index] != parts[index - 1] { number += 1 }
            numbers.append(number)
        }
        streams[.part] = number > 0 ? numbers : nil
    }

    // MARK: comparing

    /// How what was read differs, by channel, with where it does so first.
    func differences(from read: CarriedStreams) -> [String] {
        var differences: [String] = []
        if read.start != start { differences.append("start \(read.start - start) ms later") }
        guard read.streams.count == streams.count else {
            return differences + ["\(read.streams.count) for \(streams.count) samples"]
        }
        for kind in StreamKind.allCases {
            let (left, right) = (read.streams[kind], streams[kind])
            guard left != right else { continue }
            let first = zip(left ?? [], right ?? []).enumerated().first { $1.0 != $1.1 }
            differences.append("\(kind) \(first.map { "\($0)" } ?? (left == nil ? "missing" : "added"))")
        }
        return differences
    }
}
