import Streams

/// Where records say too little, sessions and lengths do.
extension FITStreams {
    /// A recording without records, of its start and end; nil where the session doesn't tell them.
    init?(withoutRecords share: FITShare) {
        guard let session = share.session, let start = session.likelyStart, start >= 0 else { return nil }
        let told = session.totals.elapsedSeconds ?? session.totals.timerSeconds
        let seconds = told ?? session.end.map { Double($0 - start) } ?? 0
        guard seconds >= 1 else { return nil }
        let duration = Int32(clamping: FITClock.wholeSeconds(seconds.rounded()))
        self.init(start: start, streams: StreamSet(time: [0, duration]))
        if let meters = session.totals.distanceMeters, meters > 0 {
            streams.set(.distance, [0, meters])
        }
    }

    /// Some devices go on counting metres from one sport to the next: takes off what came before.
    mutating func startDistance(behind earlier: FITEarlierDistance) {
        guard earlier.recorded > 0, var distances = streams[.distance],
            let first = distances.first(where: { $0 != StreamSet.missing }), first >= earlier.recorded
        else { return }
        // The device's own totals go to the end of a sport, which the last record may have missed.
        let isPlausible = abs(earlier.total - Double(earlier.recorded)) < Double(earlier.recorded) / 10
        let start = isPlausible ? Int32(clamping: Int64(earlier.total)) : earlier.recorded
        for index in distances.indices where distances[index] != StreamSet.missing {
            distances[index] = max(0, distances[index] - start)
        }
        streams[.distance] = distances
    }

    /// In a pool, the lengths tell how far it was where the records don't.
    mutating func fillDistance(from share: FITShare) {
        guard streams[.distance] == nil, let poolLength = share.session?.poolLengthMeters, poolLength > 0,
            !share.lengths.isEmpty
        else { return }
        let zero = FITClock.milliseconds(start)
        var distances: [Double] = []
        distances.reserveCapacity(streams.count)
        let lengths = share.lengths.sorted { $0.startMilliseconds < $1.startMilliseconds }
        var next = 0
        var swum = 0.0
        for second in streams.time {
            let time = Double(zero + Int64(second) * 1000)
            while next < lengths.count && Self.end(of: lengths[next]) <= time {
                if lengths[next].isActive { swum += poolLength }
                next += 1
            }
            var partial = 0.0
            if next < lengths.count, lengths[next].isActive, lengths[next].elapsedSeconds > 0 {
                let since = (time - Double(lengths[next].startMilliseconds)) / 1000
                partial = max(0, min(since / lengths[next].elapsedSeconds, 1)) * poolLength
            }
            distances.append(swum + partial)
        }
        streams.set(.distance, distances)
    }

    private static func end(of length: RecordedLength) -> Double {
        Double(length.startMilliseconds) + length.elapsedSeconds * 1000
    }
}

/// How far the device's distance had got in the sessions before, in tenths of a metre.
struct FITEarlierDistance {
    /// In the records.
    var recorded: Int32 = 0
    /// As the sum of the totals.
    var total = 0.0

    mutating func add(recorded end: Int32, totalMeters: Double?) {
        recorded = max(recorded, end)
        if let totalMeters, 0..<100_000_000 ~= totalMeters { total += totalMeters * 10 }
    }
}
