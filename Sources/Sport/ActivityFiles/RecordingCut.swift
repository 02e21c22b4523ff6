import Streams

/// What an athlete leaves out of a recording, by the places of samples in the original, which stays as it is.
package struct RecordingCut: Equatable, Sendable {
    /// The samples that stay between, both included; nil: up to the original's last.
    package var firstIndex: Int
    package var lastIndex: Int?
    /// Samples between them that are wrong, ascending.
    package var removedIndices: [Int]

    /// Leaves out what isn't between two samples, and single ones.
    package init(firstIndex: Int = 0, lastIndex: Int? = nil, removedIndices: [Int] = []) {
        self.firstIndex = firstIndex
        self.lastIndex = lastIndex
        self.removedIndices = removedIndices
    }

    /// Leaves nothing out.
    package static let nothing = RecordingCut()

    /// The places of the samples that stay, of as many as the original has.
    package func keptIndices(of count: Int) -> [Int] {
        let last = min(lastIndex ?? count - 1, count - 1)
        guard firstIndex >= 0, firstIndex <= last else { return [] }
        let removed = Set(removedIndices)
        return (firstIndex...last).filter { !removed.contains($0) }
    }
}

extension DecodedActivity {
    /// The recording as if the device had never taken what is left out; nil where nothing would stay.
    ///
    /// It begins with the first sample that stays, or as it did where that is the first of all. What the
    /// device says of the whole is forgotten, since it is about another whole; so are the totals of laps that
    /// are cut.
    package func without(_ cut: RecordingCut) -> DecodedActivity? {
        guard cut != .nothing else { return self }
        let kept = cut.keptIndices(of: streams.count)
        guard let first = kept.first, let last = kept.last else { return nil }
        var result = self
        // With its first sample it keeps its beginning, which may be before that.
        let offset = first > 0 ? streams.milliseconds(at: first) : 0
        result.streams = streams.selecting(kept).beginning(at: offset)
        result.startMilliseconds += offset
        if first > 0 { result.sessionStartMilliseconds = nil }
        result.recordCount = nil
        result.positionCount = nil
        result.totals = DeviceTotals()
        result.heartbeatMilliseconds = []
        let period = result.startMilliseconds...startMilliseconds + streams.milliseconds(at: last)
        result.laps = laps(within: period)
        result.lengths = lengths.filter { period.contains($0.startMilliseconds) }
        result.pauses = pauses.filter {
            $0.startMilliseconds < period.upperBound && $0.endMilliseconds > period.lowerBound
        }
        return result
    }

    /// The laps that have a part in a period; those that lie in it as a whole keep their totals.
    private func laps(within period: ClosedRange<Int64>) -> [RecordedLap] {
        var result: [RecordedLap] = []
        for (index, lap) in laps.enumerated() {
            let isLast = index == laps.count - 1
            let end = isLast ? nil : laps[index + 1].startMilliseconds
            guard lap.startMilliseconds <= period.upperBound, end.map({ $0 > period.lowerBound }) ?? true
            else {
                continue
            }
            let isWhole =
                lap.startMilliseconds >= period.lowerBound && (end.map { $0 <= period.upperBound } ?? false)
            let start = max(lap.startMilliseconds, period.lowerBound)
            result.append(
                RecordedLap(
                    startMilliseconds: start, totals: isWhole ? lap.totals : DeviceTotals(),
                    trigger: lap.trigger))
        }
        return result
    }
}

extension StreamSet {
    /// The same samples, counted from a moment at or before the first, and with the way from the first on.
    fileprivate func beginning(at offset: Int64) -> StreamSet {
        var result = counted(from: offset)
        if let way = self[.distance], let start = way.first(where: { $0 != StreamSet.missing }) {
            result[.distance] = way.map { $0 == StreamSet.missing ? $0 : $0 - start }
        }
        return result
    }
}

extension RecordingCut {
    /// The place in the original of a sample of what is left.
    package func originalIndex(of index: Int) -> Int {
        var original = firstIndex + index
        for removed in removedIndices where removed >= firstIndex && removed <= original { original += 1 }
        return original
    }

    /// The cut that leaves out more: of what is left everything outside two samples, both included, and
    /// single ones between them. What lies outside needn't be told singly.
    package func cutting(firstIndex: Int?, lastIndex: Int?, removing indices: [Int]) -> RecordingCut {
        var result = self
        if let firstIndex { result.firstIndex = originalIndex(of: firstIndex) }
        if let lastIndex { result.lastIndex = originalIndex(of: lastIndex) }
        let removed = Set(removedIndices).union(indices.map(originalIndex))
        result.removedIndices = removed.filter { index in
            index >= result.firstIndex && result.lastIndex.map { index <= $0 } ?? true
        }.sorted()
        return result
    }
}
