import Streams

extension DecodedActivity {
    /// When it began, in milliseconds since 1970 UTC: when the device says that it did, unless samples are
    /// earlier, or so much later that the device's elapsed time would have to know of it and doesn't.
    package var beginMilliseconds: Int64 {
        guard let told = sessionStartMilliseconds, told <= startMilliseconds else { return startMilliseconds }
        let lead = startMilliseconds - told
        return lead <= Self.unrecordedMilliseconds || isElapsed(lead) ? told : startMilliseconds
    }

    /// Devices begin before they know where they are, or with the first length of a pool.
    private static let unrecordedMilliseconds: Int64 = 600_000
    private static let longestMilliseconds: Int64 = 86_400_000
    /// Elapsed times needn't be exact.
    private static let slackMilliseconds: Int64 = 5000

    /// Whether the time from the session's start to the first sample is part of what the device counted.
    private func isElapsed(_ lead: Int64) -> Bool {
        guard let elapsed = totals.elapsedSeconds, elapsed.isFinite, lead <= Self.longestMilliseconds else {
            return false
        }
        let recorded = Int64(streams.time.last ?? 0) * 1000
        return elapsed * 1000 >= Double(lead + recorded - Self.slackMilliseconds)
    }

    /// The same recording, with its start and its samples' times counted from `beginMilliseconds`.
    package func beginningAsTold() -> DecodedActivity {
        let lead = startMilliseconds - beginMilliseconds
        guard lead > 0 else { return self }
        var result = self
        result.startMilliseconds -= lead
        result.streams = streams.counted(from: -lead)
        return result
    }
}

extension StreamSet {
    /// Milliseconds from the start to a sample.
    func milliseconds(at index: Int) -> Int64 {
        Int64(time[index]) * 1000 + Int64(self[.milliseconds]?[index] ?? 0)
    }

    /// The same samples, counted from a moment at or before the first, in milliseconds from the start.
    func counted(from offset: Int64) -> StreamSet {
        let moments = (0..<count).map { milliseconds(at: $0) - offset }
        var result = StreamSet(time: moments.map { Int32(clamping: $0 / 1000) })
        for kind in kinds where kind != .time && kind != .milliseconds { result[kind] = self[kind] }
        if moments.contains(where: { $0 % 1000 != 0 }) {
            result[.milliseconds] = moments.map { Int32($0 % 1000) }
        }
        return result
    }
}
