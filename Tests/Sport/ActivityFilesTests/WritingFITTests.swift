import Streams
import Testing

@testable import ActivityFiles

@Suite struct `Written FIT` {
    private let missing = StreamSet.missing

    /// What the decoder finds, which would complain of a wrong checksum or length.
    private func read(_ activity: ExportedActivity) throws -> DecodedActivity {
        let bytes = try #require(FITEncoder.encode(activity))
        let recordings = try ActivityFile.decode(bytes)
        let recording = try #require(recordings.first)
        #expect(recordings.count == 1)
        #expect(recording.format == .fit && recording.warnings.isEmpty)
        return recording
    }

    /// When the timer starts and stops, in seconds since the sample recordings' start.
    private func timerEvents(_ activity: ExportedActivity) throws -> [(second: Int64, isStart: Bool)] {
        let bytes = try #require(FITEncoder.encode(activity))
        let events = bytes.withUnsafeBytes { FITReader($0).recordings[0].timerEvents }
        let start = FITClock.seconds(ExportedSample.start)
        return events.map { ($0.time - start, $0.isStart) }
    }

    @Test func `has the samples' values, and none where there are none`() throws {
        let recording = try read(ExportedSample.everything())
        let streams = recording.streams
        #expect(recording.startMilliseconds == ExportedSample.start)
        #expect(streams.time == [0, 1, 2, 62, 63, 64])
        #expect(streams[.heartrate] == [140, 141, missing, 60, 220, 99])
        #expect(streams[.cadence] == [0, 85, 86, missing, 120, 85])
        #expect(streams[.watts] == [0, 210, missing, 1500, 250, 1])
        #expect(streams[.temp] == [21, -5, 0, missing, 40, 21])
        #expect(streams[.distance] == [0, 27, 55, 55, 82, 1_000_000])
        #expect(streams[.velocitySmooth] == [0, 2700, 2754, 12, missing, 15_001])
        // To the next fifth of a metre.
        #expect(streams[.altitude] == [4006, -104, 0, missing, 88_484, 10])
    }

    @Test func `positions come back to the last decimal`() throws {
        let activity = ExportedSample.everything()
        let streams = try read(activity).streams
        #expect(streams[.latitude] == activity.streams[.latitude])
        #expect(streams[.longitude] == activity.streams[.longitude])
    }

    @Test func `180 degrees east is 180 degrees west`() throws {
        var activity = ExportedSample.everything()
        activity.streams[.longitude]?[0] = 1_800_000_000
        #expect(try read(activity).streams[.longitude]?.first == -1_800_000_000)
    }

    @Test func `0 degrees by 0 degrees is no place`() throws {
        var activity = ExportedSample.everything()
        activity.streams[.latitude]?[0] = 0
        activity.streams[.longitude]?[0] = 0
        #expect(try read(activity).streams.coordinate(at: 0) == nil)
        let gpx = try #require(ActivityFile.decode(GPXEncoder.encode(activity)).first)
        #expect(gpx.streams.time == [0, 1, 61, 62, 63])
    }

    @Test func `the timer stops and starts where the device was paused`() throws {
        let events = try timerEvents(ExportedSample.everything())
        #expect(events.map(\.second) == [0, 2, 62, 64])
        #expect(events.map(\.isStart) == [true, false, true, false])
        #expect(try read(ExportedSample.everything()).streams[.part] == [0, 0, 0, 1, 1, 1])
    }

    @Test func `a pause that is told has its own ends`() throws {
        var activity = ExportedSample.everything()
        activity.pauses = [
            TimerPause(
                startMilliseconds: ExportedSample.start + 10_000,
                endMilliseconds: ExportedSample.start + 60_000)
        ]
        #expect(try timerEvents(activity).map(\.second) == [0, 10, 60, 64])
        #expect(try read(activity).pauses == activity.pauses)
    }

    @Test func `has the figures of the whole and of laps`() throws {
        let recording = try read(ExportedSample.hour(sportType: "TrailRun"))
        #expect(recording.sportHint == "running" && recording.subSportHint == "trail")
        #expect(recording.sessionStartMilliseconds == ExportedSample.start)
        let totals = recording.totals
        #expect(totals.elapsedSeconds == 3599 && totals.timerSeconds == 3599)
        #expect(totals.distanceMeters == 10_797)
        #expect(totals.averageHeartrate == 145 && totals.maximumHeartrate == 169)
        #expect(totals.calories == nil)
        let laps = recording.laps
        #expect(laps.map(\.startMilliseconds) == [0, 1_000_000].map { ExportedSample.start + $0 })
        #expect(laps.map(\.totals.elapsedSeconds) == [1000, 2599])
        #expect(laps.map(\.totals.distanceMeters) == [3000, 7797])
        #expect(laps.map(\.trigger) == ["manual", "distance"])
    }

    @Test func `tells local time, and who made it`() throws {
        let recording = try read(ExportedSample.everything())
        #expect(recording.utcOffsetSeconds == 7200)
        #expect(recording.devices.first?.manufacturer == "development")
    }

    @Test(arguments: [631_065_599_999, -1, 631_065_600_000 + Int64(UInt32.max) * 1000])
    func `isn't made for times that it can't say`(milliseconds: Int64) {
        var activity = ExportedSample.everything()
        activity.startMilliseconds = milliseconds
        #expect(FITEncoder.encode(activity) == nil)
    }

    @Test func `has no channels that the recording hasn't`() throws {
        var streams = StreamSet(time: [0, 1])
        streams[.heartrate] = [100, 255]
        let read = try read(
            ExportedActivity(sportType: "Yoga", startMilliseconds: ExportedSample.start, streams: streams))
        #expect(read.streams.kinds == [.time, .heartrate])
        #expect(read.streams[.heartrate] == [100, missing])
    }
}
