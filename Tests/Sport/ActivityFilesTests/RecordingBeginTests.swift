import ActivityFiles
import Streams
import Testing

@Suite struct `Where a recording begins` {
    /// Four records from the given second on, and a session from 0 on.
    private func decoded(firstRecord: UInt32, elapsedSeconds: UInt32) throws -> DecodedActivity {
        var fit = SyntheticFIT()
        fit.addFileID()
        for second in 0..<UInt32(4) {
            fit.add(
                20, local: 1,
                [
                    (253, .uint32(SyntheticFIT.start + firstRecord + second)), (5, .uint32(second * 1000)),
                    (3, .uint8(120)),
                ])
        }
        fit.addSession(from: 0, seconds: elapsedSeconds)
        return try #require(ActivityFile.decode(fit.file()).first)
    }

    @Test func `is where the session says, and times count from there`() throws {
        let recording = try decoded(firstRecord: 317, elapsedSeconds: 321)
        #expect(recording.startMilliseconds == SyntheticFIT.startMilliseconds + 317_000)
        #expect(recording.streams.time == [0, 1, 2, 3])
        let told = recording.beginningAsTold()
        #expect(told.startMilliseconds == SyntheticFIT.startMilliseconds)
        #expect(told.streams.time == [317, 318, 319, 320])
        #expect(told.streams.keeping { $0 != .time }.kinds == recording.streams.kinds)
        #expect(told.streams[.heartrate] == recording.streams[.heartrate])
        #expect(told.streams[.distance] == recording.streams[.distance])
        #expect(told.beginningAsTold() == told)
    }

    @Test(
        arguments: [
            (600, 4, true), (601, 4, false), (601, 598, false), (601, 599, true), (3600, 3604, true),
            (86_400, 86_404, true), (86_401, 86_405, false),
        ] as [(UInt32, UInt32, Bool)])
    func `is told from afar only where the elapsed time knows of it`(
        firstRecord: UInt32, elapsedSeconds: UInt32, isBelieved: Bool
    ) throws {
        let recording = try decoded(firstRecord: firstRecord, elapsedSeconds: elapsedSeconds)
        let begin = recording.beginMilliseconds - SyntheticFIT.startMilliseconds
        #expect(begin == (isBelieved ? 0 : Int64(firstRecord) * 1000))
    }

    @Test func `is the first sample where the session begins later`() throws {
        var fit = SyntheticFIT()
        fit.addFileID()
        for second: UInt32 in 0..<9 { fit.addRecord(second) }
        fit.addSession(from: 5, seconds: 4)
        let recording = try #require(ActivityFile.decode(fit.file()).first)
        #expect(recording.beginMilliseconds == recording.startMilliseconds)
        #expect(recording.beginningAsTold() == recording)
    }

    @Test func `stays when the end is cut off, and moves when the beginning is`() throws {
        let recording = try decoded(firstRecord: 20, elapsedSeconds: 24).beginningAsTold()
        let shorter = try #require(recording.without(RecordingCut(lastIndex: 1)))
        #expect(shorter.startMilliseconds == SyntheticFIT.startMilliseconds)
        #expect(shorter.streams.time == [20, 21])
        let later = try #require(recording.without(RecordingCut(firstIndex: 1)))
        #expect(later.startMilliseconds == SyntheticFIT.startMilliseconds + 21_000)
        #expect(later.streams.time == [0, 1, 2])
        #expect(later.beginningAsTold() == later)
    }

    @Test func `is written so that it is read back`() throws {
        let recording = try decoded(firstRecord: 20, elapsedSeconds: 24).beginningAsTold()
        var activity = ExportedActivity(
            sportType: "Ride", startMilliseconds: recording.startMilliseconds, streams: recording.streams)
        activity.summarise(laps: [])
        #expect(activity.totals.elapsedSeconds == 23)
        let bytes = try #require(FITEncoder.encode(activity))
        let read = try #require(ActivityFile.decode(bytes).first)
        #expect(read.beginningAsTold().streams.time == recording.streams.time)
        #expect(read.beginMilliseconds == SyntheticFIT.startMilliseconds)
        #expect(read.totals.elapsedSeconds == 23)
        let text = String(decoding: TCXEncoder.encode(activity), as: UTF8.self)
        #expect(text.contains("<Lap StartTime=\"2024-05-01T06:00:00Z\"><TotalTimeSeconds>23<"))
        #expect(text.contains("<Time>2024-05-01T06:00:20Z</Time>"))
    }
}
