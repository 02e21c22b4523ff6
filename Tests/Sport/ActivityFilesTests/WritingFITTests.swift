import ActivityFiles
import Streams
import Testing

@Suite struct `Written FIT` {
    private func read(_ activity: ExportedActivity) throws -> WrittenFITFile {
        let bytes = try #require(FITEncoder.encode(activity))
        return try #require(WrittenFITFile(bytes))
    }

    /// Seconds since 1989-12-31 at the sample recordings' start.
    private let start = UInt32(ExportedSample.start / 1000 - 631_065_600)

    @Test func `has the samples' values, and none where there are none`() throws {
        let records = try read(ExportedSample.everything())[20]
        #expect(records.map { $0[253] } == [0, 1, 2, 62, 63, 64].map { start + $0 })
        #expect(records.map { $0[3] } == [140, 141, nil, 60, 220, 99])
        #expect(records.map { $0[4] } == [0, 85, 86, nil, 120, 85])
        #expect(records.map { $0[7] } == [0, 210, nil, 1500, 250, 1])
        #expect(records.map { $0[13].map { Int8(truncatingIfNeeded: $0) } } == [21, -5, 0, nil, 40, 21])
        #expect(records.map { $0[5] } == [0, 270, 550, 550, 820, 10_000_000])
        #expect(records.map { $0[73] } == [0, 2700, 2754, 12, nil, 15_001])
        // (altitude + 500 m) · 5
        #expect(records.map { $0[78] } == [4503, 2448, 2500, nil, 46_742, 2505])
    }

    @Test func `positions come back to the last decimal`() throws {
        let activity = ExportedSample.everything()
        let records = try read(activity)[20]
        let degrees = { (bits: UInt32?) in
            bits.map { Double(Int32(bitPattern: $0)) * 180 / 2_147_483_648 } ?? .nan
        }
        let latitudes = records.map { StreamSet.fixedPoint(degrees($0[0]), .latitude) }
        let longitudes = records.map { StreamSet.fixedPoint(degrees($0[1]), .longitude) }
        #expect(latitudes == activity.streams[.latitude])
        #expect(longitudes == activity.streams[.longitude])
    }

    @Test func `180 degrees east is 180 degrees west`() throws {
        var activity = ExportedSample.everything()
        activity.streams[.longitude]?[0] = 1_800_000_000
        #expect(try read(activity)[20][0][1] == 0x8000_0000)
    }

    @Test func `the timer stops and starts where the device was paused`() throws {
        let file = try read(ExportedSample.everything())
        #expect(file[21].map { $0[253] } == [0, 2, 62, 64].map { start + $0 })
        #expect(file[21].map { $0[1] } == [0, 4, 0, 4])
        #expect(file[21].allSatisfy { $0[0] == 0 })
        let order = file.messages.map(\.number).filter { $0 == 20 || $0 == 21 }
        #expect(order == [21, 20, 20, 20, 21, 21, 20, 20, 20, 21])
    }

    @Test func `a pause that is told has its own ends`() throws {
        var activity = ExportedSample.everything()
        activity.pauses = [
            TimerPause(
                startMilliseconds: ExportedSample.start + 10_000,
                endMilliseconds: ExportedSample.start + 60_000)
        ]
        let file = try read(activity)
        #expect(file[21].map { $0[253] } == [0, 10, 60, 64].map { start + $0 })
    }

    @Test func `begins and ends as the protocol asks`() throws {
        let file = try read(ExportedSample.hour(sportType: "TrailRun"))
        #expect(file.messages.map(\.number).prefix(2) == [0, 49])
        #expect(file.messages.map(\.number).suffix(4) == [19, 19, 18, 34])
        #expect(file[0].first?[0] == 4)
        let session = try #require(file[18].first)
        #expect(session[5] == 1 && session[6] == 3)
        #expect(session[7] == 3_599_000 && session[8] == 3_599_000)
        #expect(session[9] == 1_079_700)
        #expect(session[26] == 2)
        #expect(session[2] == start && session[253] == start + 3599)
        #expect(session[16] == 145 && session[17] == 169)
        #expect(session[11] == nil)
        let laps = file[19]
        #expect(laps.map { $0[254] } == [0, 1])
        #expect(laps.map { $0[2] } == [start, start + 1000])
        #expect(laps.map { $0[7] } == [1_000_000, 2_599_000])
        #expect(laps.map { $0[24] } == [0, 2])
    }

    @Test func `tells local time`() throws {
        let activity = try #require(try read(ExportedSample.everything())[34].first)
        #expect(activity[253] == start + 64)
        #expect(activity[5] == start + 64 + 7200)
        #expect(activity[1] == 1)
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
        let records = try read(
            ExportedActivity(sportType: "Yoga", startMilliseconds: ExportedSample.start, streams: streams))[
                20]
        #expect(records.map { $0.keys.sorted() } == [[3, 253], [253]])
    }
}
