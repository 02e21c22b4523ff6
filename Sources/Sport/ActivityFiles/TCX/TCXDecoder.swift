import Streams

/// Reads Garmin's Training Center XML: each `Activity` of a file is one recording.
enum TCXDecoder {
    static func decode(_ content: [UInt8]) throws(ActivityFileError) -> [DecodedActivity] {
        let (file, damage) = try XMLPushParser.parse(content) { TCXHandler($0) }
        try checkContent(of: file, damage: damage)
        var recordings: [DecodedActivity] = []
        var refusal: ActivityFileError?
        for activity in file.activities {
            do throws(ActivityFileError) {
                recordings.append(try recording(activity, author: file.author))
            } catch {
                refusal = refusal ?? error
            }
        }
        if recordings.isEmpty, let refusal { throw refusal }
        let emptyCount = file.activities.count - recordings.count
        if emptyCount > 0 {
            let message = "\(emptyCount) recordings without timed points were left out."
            recordings[0].warnings.append(DecodingWarning(.emptyRecordings, message, count: emptyCount))
        }
        // Who wonders about any of the recordings ought to know.
        if let damage {
            for index in recordings.indices {
                recordings[index].warnings.insert(DecodingWarning(damage: damage), at: 0)
            }
        }
        return recordings
    }

    private static func checkContent(
        of file: TCXHandler, damage: XMLDamage?
    ) throws(ActivityFileError) {
        guard file.activities.allSatisfy(\.points.isEmpty) else { return }
        if let damage {
            throw ActivityFileError(.badXML, "The file is damaged: \(damage.message).", line: damage.line)
        }
        guard file.activities.isEmpty else {
            throw ActivityFileError(.noPoints, "The file's activity has no track points.")
        }
        if file.courseCount > 0 {
            throw ActivityFileError(.notActivity, "The file is a course to follow, not a recording.")
        }
        if file.workoutCount > 0 {
            throw ActivityFileError(.notActivity, "The file is a planned workout, not a recording.")
        }
        throw ActivityFileError(.noTrack, "The file has no activity.")
    }

    private static func recording(
        _ activity: TCXActivity, author: String?
    ) throws(ActivityFileError) -> DecodedActivity {
        guard !activity.points.isEmpty else {
            throw ActivityFileError(.noPoints, "The file's activity has no track points.")
        }
        let columns = try TrackColumns(activity.points)
        var recording = DecodedActivity(
            format: .tcx, notes: activity.notes, creator: activity.creator.name ?? author,
            sportHint: activity.sport, startMilliseconds: columns.startMilliseconds,
            utcOffsetSeconds: activity.points.utcOffsetSeconds, streams: columns.streams,
            warnings: columns.warnings)
        recording.recordCount = activity.points.points.count
        recording.positionCount = activity.points.positionCount
        recording.totals = DeviceTotals(summing: activity.laps.map(\.totals))
        recording.laps = laps(of: activity, columns)
        recording.pauses = columns.pauses
        recording.devices = activity.creator.device.map { [$0] } ?? []
        return recording
    }

    /// In the order of time; each goes on until the next begins.
    private static func laps(of activity: TCXActivity, _ columns: TrackColumns) -> [RecordedLap] {
        let laps = activity.laps.filter { $0.startMilliseconds != nil }
            .sorted { $0.startMilliseconds ?? 0 < $1.startMilliseconds ?? 0 }
        let lastSeconds = columns.streams.seconds(at: columns.streams.count - 1)
        let end = columns.startMilliseconds + Int64((lastSeconds * 1000).rounded())
        var recorded: [RecordedLap] = []
        for (index, lap) in laps.enumerated() {
            let next = index + 1 < laps.count ? laps[index + 1].startMilliseconds : end
            if let lap = lap.recorded(until: next) { recorded.append(lap) }
        }
        return recorded
    }
}
