import Streams

/// The records of an activity that have a place in time, in its order.
struct FITSelection {
    /// The rows that stay, ascending.
    private(set) var rows: [Int]
    /// Where they are all rows from one to another, those, so that columns can be copied whole.
    private(set) var range: Range<Int>?
    /// How many of them had a position; nil where `rows` is empty for a `range`.
    private(set) var positionCount: Int?
    private(set) var untimedCount = 0
    private(set) var backwardCount = 0
    private(set) var repeatedCount = 0

    /// Seconds since the start have 31 bits in a column.
    private static let longestSeconds = UInt32(Int32.max)

    /// Rows that are already in order, the usual case.
    init(_ range: Range<Int>, of columns: FITRecordColumns) {
        rows = []
        self.range = range
        candidateCount = range.count
        guard let times = columns.values(.timestamp), !range.isEmpty else {
            untimedCount = range.count
            self.range = 0..<0
            return
        }
        if !Self.isOrdered(times, range) { select(Array(range), columns, times) }
    }

    /// Rows among which those of other activities may stand.
    init(_ candidates: [Int], of columns: FITRecordColumns) {
        rows = []
        candidateCount = candidates.count
        guard let times = columns.values(.timestamp) else {
            untimedCount = candidates.count
            range = 0..<0
            return
        }
        if let first = candidates.first, let last = candidates.last, last - first + 1 == candidates.count,
            Self.isOrdered(times, first..<last + 1)
        {
            range = first..<last + 1
        } else {
            select(candidates, columns, times)
        }
    }

    /// The samples that it was chosen from.
    private(set) var candidateCount: Int

    /// The first and last row.
    var first: Int? { if let range { range.first } else { rows.first } }
    var last: Int? { if let range { range.last } else { rows.last } }

    /// Whether each row has a time and comes later than the one before.
    private static func isOrdered(_ times: UnsafeMutableBufferPointer<Int32>, _ range: Range<Int>) -> Bool {
        let first = UInt32(bitPattern: times[range.lowerBound])
        var last = first
        guard first != .max else { return false }
        for row in range.dropFirst() {
            let time = UInt32(bitPattern: times[row])
            if time <= last { return false }
            last = time
        }
        return last != .max && last - first <= longestSeconds
    }

    private mutating func select(
        _ candidates: [Int], _ columns: FITRecordColumns, _ times: UnsafeMutableBufferPointer<Int32>
    ) {
        range = nil
        positionCount = Self.positionCount(candidates, columns)
        let timed = candidates.filter { times[$0] != FITColumn.timestamp.missing }
        untimedCount = candidates.count - timed.count
        let ordered = Self.longestOrder(of: timed, times)
        backwardCount = timed.count - ordered.count
        let channels = FITColumn.allCases.compactMap { $0 == .timestamp ? nil : columns.values($0) }
        for row in ordered {
            if let last = rows.last, times[last] == times[row], Self.merge(row, into: last, channels) {
                repeatedCount += 1
                continue
            }
            if let first = rows.first,
                UInt32(bitPattern: times[row]) - UInt32(bitPattern: times[first]) > Self.longestSeconds
            {
                backwardCount += 1
                continue
            }
            rows.append(row)
        }
    }

    private static func positionCount(_ rows: [Int], _ columns: FITRecordColumns) -> Int {
        guard let latitudes = columns.values(.latitude), let longitudes = columns.values(.longitude) else {
            return 0
        }
        var count = 0
        for row in rows where latitudes[row] != StreamSet.missing && longitudes[row] != StreamSet.missing {
            count += 1
        }
        return count
    }

    /// Of a second's records, those that agree are one: some devices write what they measure in several.
    private static func merge(
        _ row: Int, into other: Int, _ channels: [UnsafeMutableBufferPointer<Int32>]
    ) -> Bool {
        for channel in channels {
            let (new, old) = (channel[row], channel[other])
            if new != old && new != StreamSet.missing && old != StreamSet.missing { return false }
        }
        for channel in channels where channel[other] == StreamSet.missing { channel[other] = channel[row] }
        return true
    }

    /// The longest choice of rows whose times don't fall: a clock that was wrong for a while, in either
    /// direction, costs what was recorded meanwhile, and nothing else.
    private static func longestOrder(
        of rows: [Int], _ times: UnsafeMutableBufferPointer<Int32>
    ) -> [Int] {
        func time(_ index: Int) -> UInt32 { UInt32(bitPattern: times[rows[index]]) }
        let isOrdered = rows.indices.dropFirst().allSatisfy { time($0 - 1) <= time($0) }
        if isOrdered { return rows }
        // Patience: `ends[k]` is where the choice of k + 1 rows with the earliest end ends.
        var ends: [Int] = []
        var before = [Int](repeating: -1, count: rows.count)
        for index in rows.indices {
            var (low, high) = (0, ends.count)
            while low < high {
                let middle = (low + high) / 2
                if time(ends[middle]) <= time(index) { low = middle + 1 } else { high = middle }
            }
            before[index] = low > 0 ? ends[low - 1] : -1
            if low == ends.count { ends.append(index) } else { ends[low] = index }
        }
        var chosen: [Int] = []
        var index = ends.last ?? -1
        while index >= 0 {
            chosen.append(rows[index])
            index = before[index]
        }
        return chosen.reversed()
    }
}
