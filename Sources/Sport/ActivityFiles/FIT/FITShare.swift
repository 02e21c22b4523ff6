/// What of a recording belongs to one session.
struct FITShare {
    var session: FITSession?
    var selection: FITSelection
    var laps: [RecordedLap] = []
    var lengths: [RecordedLength] = []
    var heartbeats: [(milliseconds: Int32, row: Int)] = []
    var earlier = FITEarlierDistance()

    /// All of it.
    init(_ recording: FITRecording, _ session: FITSession?, _ selection: FITSelection) {
        self.session = session
        self.selection = selection
        laps = recording.laps
        lengths = recording.lengths
        heartbeats = recording.heartbeats
    }

    /// What belongs to each of several sessions, by time: from its start to that of the next one.
    static func shares(
        of recording: FITRecording, for sessions: [FITSession], _ columns: FITRecordColumns
    ) -> [FITShare] {
        let starts = sessions.map { $0.likelyStart ?? Int64.max }
        var rows = [[Int]](repeating: [], count: sessions.count)
        var owners: [Int] = []
        owners.reserveCapacity(recording.rows.count)
        let times = columns.values(.timestamp)
        var last = 0
        for row in recording.rows {
            if let times, times[row] != FITColumn.timestamp.missing {
                last = owner(of: Int64(UInt32(bitPattern: times[row])), starts)
            }
            rows[last].append(row)
            owners.append(last)
        }
        var shares: [FITShare] = []
        for (session, rows) in zip(sessions, rows) {
            shares.append(FITShare(session: session, selection: FITSelection(rows, of: columns)))
        }
        for lap in recording.laps {
            shares[owner(of: FITClock.seconds(lap.startMilliseconds), starts)].laps.append(lap)
        }
        for length in recording.lengths {
            shares[owner(of: FITClock.seconds(length.startMilliseconds), starts)].lengths.append(length)
        }
        for beat in recording.heartbeats {
            let row = min(beat.row - recording.rows.lowerBound, owners.count - 1)
            shares[row >= 0 ? owners[row] : 0].heartbeats.append(beat)
        }
        return shares
    }

    /// The last session that had begun, of starts that don't fall.
    private static func owner(of time: Int64, _ starts: [Int64]) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return max(low - 1, 0)
    }

    private init(session: FITSession, selection: FITSelection) {
        self.session = session
        self.selection = selection
    }
}

/// When the timer stood.
struct FITPauses {
    /// In the order of time; none touches the next.
    private var pauses: [TimerPause] = []

    /// From each stop to the next start.
    init(_ events: [FITTimerEvent]) {
        var stop: Int64?
        // Swift's sort is stable.
        for event in events.sorted(by: { $0.time < $1.time }) {
            guard event.isStart else {
                stop = stop ?? event.time
                continue
            }
            if let stop, stop < event.time {
                pauses.append(
                    TimerPause(
                        startMilliseconds: FITClock.milliseconds(stop),
                        endMilliseconds: FITClock.milliseconds(event.time)))
            }
            stop = nil
        }
    }

    /// Those that lie within these seconds of FIT's clock.
    func between(_ start: Int64, _ end: Int64) -> [TimerPause] {
        let (start, end) = (FITClock.milliseconds(start), FITClock.milliseconds(end))
        var (low, high) = (0, pauses.count)
        while low < high {
            let middle = (low + high) / 2
            if pauses[middle].startMilliseconds < start { low = middle + 1 } else { high = middle }
        }
        return Array(pauses[low...].prefix { $0.endMilliseconds <= end })
    }
}
