import Geo
import Streams

/// Which samples of a recording others see, by the rules of its owner.
struct TrackCut {
    private let recorded: StreamSet
    /// The samples that are shown, ascending.
    let shown: [Int]

    /// Looks at each position: in a zone, or before the first or after the last one that is outside of what
    /// the track's ends hide.
    init(_ recorded: StreamSet, by privacy: Privacy) {
        self.recorded = recorded
        let positions = (0..<recorded.count).map { recorded.coordinate(at: $0) }
        var isHidden = positions.map { $0.map(privacy.isInZone) ?? false }
        if let first = positions.lazy.compactMap(\.self).first, let area = privacy.startArea(around: first) {
            TrackCut.hide(positions.indices, of: positions, in: area, &isHidden)
        }
        if let last = positions.lazy.compactMap(\.self).last, let area = privacy.finishArea(around: last) {
            TrackCut.hide(positions.indices.reversed(), of: positions, in: area, &isHidden)
        }
        TrackCut.hideUnknown(positions.indices, of: positions, &isHidden)
        TrackCut.hideUnknown(positions.indices.reversed(), of: positions, &isHidden)
        shown = isHidden.indices.filter { !isHidden[$0] }
    }

    /// Hides what comes before the first position outside of an area.
    private static func hide(
        _ indices: some Sequence<Int>, of positions: [Coordinate?], in area: HiddenArea,
        _ isHidden: inout [Bool]
    ) {
        for index in indices {
            if let position = positions[index], !area.contains(position) { return }
            isHidden[index] = true
        }
    }

    /// Hides samples without a position that follow a hidden one.
    private static func hideUnknown(
        _ indices: some Sequence<Int>, of positions: [Coordinate?], _ isHidden: inout [Bool]
    ) {
        var isBeforeHidden = false
        for index in indices {
            if positions[index] != nil {
                isBeforeHidden = isHidden[index]
            } else if isBeforeHidden {
                isHidden[index] = true
            }
        }
    }

    /// Whether all of it is shown.
    var hidesNothing: Bool { shown.count == recorded.count }

    /// The recording as if the device had been off in what is hidden: it begins with the first sample that is
    /// shown, at 0 s and 0 m, and goes on after a gap where it was, a second later. So neither how long the
    /// hidden parts took nor how far they went can be told.
    var streams: StreamSet {
        guard !hidesNothing else { return recorded }
        let milliseconds = joined(recorded.seconds.map { Int64(($0 * 1000).rounded()) }, gap: 1000)
        var cut = StreamSet(time: milliseconds.map { Int32($0 / 1000) })
        for kind in recorded.kinds where kind != .time {
            guard let column = recorded[kind] else { continue }
            cut[kind] = shown.map { column[$0] }
        }
        if recorded[.milliseconds] != nil { cut[.milliseconds] = milliseconds.map { Int32($0 % 1000) } }
        if let distances = recorded[.distance] { cut[.distance] = joinedDistances(distances) }
        cut[.part] = parts
        return cut
    }

    /// The first of the shown samples that is one of these of the whole recording.
    func firstPlace(in indices: ClosedRange<Int>) -> Int? {
        var (low, high) = (0, shown.count)
        while low < high {
            let middle = (low + high) / 2
            if shown[middle] < indices.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < shown.count && shown[low] <= indices.upperBound ? low : nil
    }

    /// Whether something was cut out before the shown sample at this place.
    private func isGap(before place: Int) -> Bool {
        place > 0 && shown[place] != shown[place - 1] + 1
    }

    /// The values of the shown samples, from 0 on, with what grew in gaps taken out.
    private func joined(_ values: [Int64], gap: Int64) -> [Int64] {
        var result: [Int64] = []
        result.reserveCapacity(shown.count)
        var removed = shown.first.map { values[$0] } ?? 0
        for place in shown.indices {
            let value = values[shown[place]]
            if isGap(before: place), let last = result.last { removed = value - last - gap }
            result.append(value - removed)
        }
        return result
    }

    /// The same for distances, some of which may be missing: those stay missing.
    private func joinedDistances(_ column: [Int32]) -> [Int32] {
        var known: [Int64] = []
        known.reserveCapacity(column.count)
        for value in column {
            known.append(value == StreamSet.missing ? known.last ?? 0 : max(Int64(value), known.last ?? 0))
        }
        let values = joined(known, gap: 0)
        return shown.indices.map {
            column[shown[$0]] == StreamSet.missing ? StreamSet.missing : Int32(clamping: values[$0])
        }
    }

    /// A part ends where something was cut out, as where the device was paused.
    private var parts: [Int32] {
        var part: Int32 = 0
        return shown.indices.map { place in
            let isPause = place > 0 && recorded.isPause(before: shown[place])
            if isGap(before: place) || isPause { part += 1 }
            return part
        }
    }
}
