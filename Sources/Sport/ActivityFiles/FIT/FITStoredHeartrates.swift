import Streams

/// Heart rates out of `hr` messages, which a strap has kept while the watch couldn't hear it, under water.
struct FITStoredHeartrates {
    /// In the order of time.
    private(set) var heartrates: [FITStoredHeartrate] = []
    /// When the strap's clock was zero, in milliseconds of FIT's clock; and that clock, in 1/1024 s.
    private var zeroMilliseconds: Double?
    private var clock: UInt64 = 0
    private var isOrdered = true

    private static let limit = 4_000_000
    private static let ticksASecond = 1024.0

    var isFull: Bool { heartrates.count > Self.limit }

    mutating func add(_ message: FITMessage) {
        let rates = message.numbers(6)
        if let time = message.time(FITDefinition.timestampNumber),
            let ticks = message.number(9).flatMap({ UInt32(exactly: $0) })
        {
            let fraction = message.number(0, scale: 32_768) ?? message.number(1, scale: 256) ?? 0
            zeroMilliseconds = (Double(time) + fraction - Double(ticks) / Self.ticksASecond) * 1000
            clock = UInt64(ticks)
        }
        var ticks: [UInt64] = message.numbers(9).compactMap { $0.flatMap { UInt32(exactly: $0) } }
            .map { UInt64($0) }
        if let last = ticks.last { clock = last }
        // Component expansion: twelve bits each, which go on counting from the last whole time.
        if let packed = message.rawBytes(10) {
            var index = 0
            while index + 3 <= packed.count {
                advance(by: UInt64(packed[index]) | UInt64(packed[index + 1] & 0xf) << 8, to: &ticks)
                advance(by: UInt64(packed[index + 1] >> 4) | UInt64(packed[index + 2]) << 4, to: &ticks)
                index += 3
            }
        }
        guard let zeroMilliseconds else { return }
        for (rate, tick) in zip(rates, ticks) {
            guard let rate, rate > 0, let beatsPerMinute = Int32(exactly: rate) else { continue }
            let milliseconds = (zeroMilliseconds + Double(tick) / Self.ticksASecond * 1000).rounded()
            let heartrate = FITStoredHeartrate(
                milliseconds: Int64(milliseconds), beatsPerMinute: beatsPerMinute)
            if let last = heartrates.last, last.milliseconds > heartrate.milliseconds { isOrdered = false }
            heartrates.append(heartrate)
        }
    }

    private mutating func advance(by low: UInt64, to ticks: inout [UInt64]) {
        clock &+= (low &- clock) & 0xfff
        ticks.append(clock)
    }

    /// To be called when the last message has been read.
    mutating func sort() {
        // Swift's sort is stable.
        if !isOrdered { heartrates.sort { $0.milliseconds < $1.milliseconds } }
        isOrdered = true
    }

    /// How long a heart rate stands for what comes after it.
    private static let longestMilliseconds: Int64 = 5000

    /// Gives samples the mean of what the strap has kept since the sample before: it is nearer to the heart
    /// than the watch. Nil where there is no heart rate at all.
    ///
    /// - Parameter start: the time of the first sample in milliseconds of FIT's clock.
    func filling(_ column: [Int32]?, times: [Int32], start: Int64) -> [Int32]? {
        guard let first = heartrates.first, !times.isEmpty else { return column }
        var result = column ?? [Int32](repeating: StreamSet.missing, count: times.count)
        // Those that are too early to be of use.
        var (next, high) = (0, heartrates.count)
        while next < high {
            let middle = (next + high) / 2
            if heartrates[middle].milliseconds <= start - Self.longestMilliseconds {
                next = middle + 1
            } else {
                high = middle
            }
        }
        let earliest = next
        var last = first
        var isChanged = false
        for (index, time) in times.enumerated() {
            let end = start + Int64(time) * 1000
            var (sum, count): (Int64, Int64) = (0, 0)
            while next < heartrates.count, heartrates[next].milliseconds <= end {
                last = heartrates[next]
                if last.milliseconds > end - Self.longestMilliseconds {
                    sum += Int64(last.beatsPerMinute)
                    count += 1
                }
                next += 1
            }
            guard next > earliest else { continue }
            if count == 0 && last.milliseconds <= end - Self.longestMilliseconds { continue }
            result[index] = count == 0 ? last.beatsPerMinute : Int32((sum + count / 2) / count)
            isChanged = true
        }
        return isChanged ? result : column
    }
}
