import Streams

/// The even power that would have been as hard as the one that was ridden: the fourth root of the mean
/// fourth power of the rolling mean over 30 s (Coggan's normalized power).
enum WeightedPower {
    private static let windowSeconds = 30

    /// Nil for less than 30 s of power.
    ///
    /// At 1 Hz: a reading holds until the next one, for `ReadingSums.longestSeconds` at most; after that
    /// there is none (0 W). The device's pauses are left out.
    static func watts(_ streams: StreamSet) -> Double? {
        guard let column = streams[.watts] else { return nil }
        let (series, silentSeconds) = everySecond(column, streams)
        guard series.count >= windowSeconds else { return nil }
        var sum = 0.0
        for watts in series[..<windowSeconds] { sum += watts }
        var fourthPowers = 0.0
        for index in windowSeconds...series.count {
            let mean = sum / Double(windowSeconds)
            fourthPowers += mean * mean * mean * mean
            guard index < series.count else { break }
            sum += series[index] - series[index - windowSeconds]
        }
        let mean = fourthPowers / Double(series.count + silentSeconds - windowSeconds + 1)
        return max(mean, 0).squareRoot().squareRoot()
    }

    /// The power of each second; of longer silences a window's length, and the count of the seconds beyond,
    /// whose rolling mean is zero.
    private static func everySecond(_ column: [Int32], _ streams: StreamSet) -> (
        series: [Double], silentSeconds: Int
    ) {
        let time = streams.time
        var series: [Double] = []
        var silentSeconds = 0
        series.reserveCapacity(column.count)
        for index in column.indices {
            let isEnd = index + 1 == column.count || streams.isPause(before: index + 1)
            // The last reading before a pause holds for a second.
            let seconds = isEnd ? 1 : Int(time[index + 1] - time[index])
            guard seconds > 0 else { continue }
            let value = column[index] == StreamSet.missing ? 0 : Double(column[index])
            let held = min(seconds, Int(ReadingSums.longestSeconds))
            for _ in 0..<held { series.append(value) }
            let silent = seconds - held
            for _ in 0..<min(silent, windowSeconds) { series.append(0) }
            silentSeconds += max(silent - windowSeconds, 0)
        }
        return (series, silentSeconds)
    }
}
