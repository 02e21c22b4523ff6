import Streams

/// Makes activities of what the messages say: one for each session.
struct FITActivities {
    private let columns: FITRecordColumns
    private let storedHeartrates: FITStoredHeartrates
    private(set) var activities: [DecodedActivity] = []

    init(_ reader: FITReader) {
        columns = reader.columns
        var heartrates = reader.storedHeartrates
        heartrates.sort()
        storedHeartrates = heartrates
        for recording in reader.recordings where !recording.isOtherType { add(recording) }
    }

    private mutating func add(_ recording: FITRecording) {
        let pauses = FITPauses(recording.timerEvents)
        let sessions = Self.ordered(recording.sessions)
        guard sessions.count > 1 else {
            let selection = FITSelection(recording.rows, of: columns)
            add(recording, FITShare(recording, sessions.first, selection), pauses)
            return
        }
        var earlier = FITEarlierDistance()
        for share in FITShare.shares(of: recording, for: sessions, columns) {
            var share = share
            share.earlier = earlier
            if let end = add(recording, share, pauses) {
                earlier.add(recorded: end, totalMeters: share.session?.totals.distanceMeters)
            }
        }
    }

    /// In the order of their starts; those that don't tell it last.
    private static func ordered(_ sessions: [FITSession]) -> [FITSession] {
        sessions.sorted { ($0.likelyStart ?? Int64.max) < ($1.likelyStart ?? Int64.max) }
    }

    /// Adds the activity if there is one; how far the device's distance had got at its end.
    @discardableResult
    private mutating func add(
        _ recording: FITRecording, _ share: FITShare, _ allPauses: FITPauses
    ) -> Int32? {
        let found = FITStreams(share.selection, of: columns)
        guard var result = found ?? FITStreams(withoutRecords: share) else { return nil }
        let furthest = result.streams[.distance]?.max { $0 < $1 }
        result.startDistance(behind: share.earlier)
        result.fillDistance(from: share)
        let heartrates = storedHeartrates.filling(
            result.streams[.heartrate], times: result.streams.time, start: result.start * 1000)
        if heartrates != nil { result.streams[.heartrate] = heartrates }
        let pauses = allPauses.between(result.start, result.start + Int64(result.streams.time.last ?? 0))
        result.setParts(pauses)
        let session = share.session
        var activity = DecodedActivity(
            format: .fit, name: recording.workoutName, creator: recording.devices.creator,
            sportHint: session?.sport ?? recording.sport,
            subSportHint: session?.subSport ?? recording.subSport,
            startMilliseconds: FITClock.milliseconds(result.start),
            utcOffsetSeconds: recording.utcOffsetSeconds, streams: result.streams, warnings: [])
        activity.sessionStartMilliseconds = session?.start.map(FITClock.milliseconds)
        activity.recordCount = share.selection.candidateCount
        activity.positionCount = share.selection.positionCount ?? result.positionCount
        activity.totals = session?.totals ?? DeviceTotals()
        activity.laps = share.laps.sorted { $0.startMilliseconds < $1.startMilliseconds }
        activity.lengths = share.lengths.sorted { $0.startMilliseconds < $1.startMilliseconds }
        activity.poolLengthMeters = session?.poolLengthMeters
        activity.pauses = pauses
        activity.heartbeatMilliseconds = share.heartbeats.map(\.milliseconds)
        activity.devices = recording.devices.all
        activity.warnings = Self.warnings(recording, share.selection, result)
        activities.append(activity)
        return furthest
    }

    private static func warnings(
        _ recording: FITRecording, _ selection: FITSelection, _ result: FITStreams
    ) -> [DecodingWarning] {
        var warnings: [DecodingWarning] = []
        func note(_ count: Int, _ code: DecodingWarning.Code, _ what: String) {
            if count > 0 { warnings.append(DecodingWarning(code, "\(count) \(what).", count: count)) }
        }
        if let damage = recording.damage { warnings.append(.damagedFile(damage)) }
        note(selection.untimedCount, .untimedPoints, "records without a time were left out")
        note(selection.backwardCount, .backwardTimes, "records out of the order of time were left out")
        note(selection.repeatedCount, .repeatedPoints, "records of the same second were put together")
        note(result.badPositionCount, .badPositions, "positions that are not on the earth were left out")
        return warnings
    }
}

extension DecodingWarning {
    /// What could be read was.
    static func damagedFile(_ damage: String) -> DecodingWarning {
        DecodingWarning(.damaged, "The file is damaged (\(damage)): what could be read was.")
    }
}
