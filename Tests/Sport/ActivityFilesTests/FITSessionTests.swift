import Streams
import Testing

@testable import ActivityFiles

@Suite struct `sessions of FIT files` {
    private func time(_ second: UInt32) -> SyntheticFIT.Value { .uint32(SyntheticFIT.start + second) }

    private func milliseconds(_ second: Int64) -> Int64 { SyntheticFIT.startMilliseconds + second * 1000 }

    @Test func `say what the device found`() throws {
        var fit = SyntheticFIT()
        fit.addFileID()
        fit.addRecord(0)
        fit.addSession(
            from: 0, seconds: 3600, subSport: 8,
            more: [
                (9, .uint32(3_000_000)), (11, .uint16(800)), (14, .uint16(8000)), (124, .uint32(8333)),
                (15, .uint16(15_000)), (16, .uint8(140)), (17, .uint8(170)), (18, .uint8(85)),
                (92, .uint8(64)), (19, .uint8(110)), (20, .uint16(220)), (21, .uint16(900)),
                (22, .uint16(500)), (23, .uint16(480)), (34, .uint16(235)), (57, .int8(-2)),
                (59, .uint32(3_500_500)),
            ])
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        var totals = DeviceTotals()
        totals.elapsedSeconds = 3600
        totals.timerSeconds = 3600
        totals.movingSeconds = 3500.5
        totals.distanceMeters = 30_000
        totals.ascentMeters = 500
        totals.descentMeters = 480
        totals.calories = 800
        totals.averageSpeed = 8.333
        totals.maximumSpeed = 15
        totals.averageHeartrate = 140
        totals.maximumHeartrate = 170
        totals.averageCadence = 85.5
        totals.maximumCadence = 110
        totals.averageWatts = 220
        totals.maximumWatts = 900
        totals.normalizedWatts = 235
        totals.averageTemperature = -2
        #expect(activity.totals == totals)
        #expect(activity.subSportHint == "mountain")
        #expect(activity.sportType == "MountainBikeRide")
    }

    @Test func `of several sports are several activities`() throws {
        var fit = SyntheticFIT()
        for second: UInt32 in 0..<30 { fit.addRecord(second) }
        fit.add(19, local: 3, [(253, time(10)), (2, time(0)), (7, .uint32(10_000)), (24, .enumeration(7))])
        fit.add(19, local: 3, [(253, time(29)), (2, time(10)), (7, .uint32(19_000)), (24, .enumeration(0))])
        fit.addSession(from: 0, seconds: 10, sport: 5, subSport: 18)
        fit.addSession(from: 10, seconds: 19, sport: 1)
        let activities = try ActivityFile.decode(fit.file())
        #expect(activities.map(\.sportType) == ["Swim", "Run"])
        #expect(activities.map(\.streams.count) == [10, 20])
        #expect(activities.map(\.startMilliseconds) == [milliseconds(0), milliseconds(10)])
        #expect(activities[1].streams.time == Array(0..<20))
        // The device went on counting.
        #expect(activities[1].streams[.distance]?.first == 100)
        #expect(
            activities.map { $0.laps.map(\.startMilliseconds) } == [[milliseconds(0)], [milliseconds(10)]])
        #expect(activities.map { $0.laps.first?.trigger } == ["session_end", "manual"])
    }

    @Test func `without records are activities too`() throws {
        var fit = SyntheticFIT()
        fit.addFileID()
        fit.addSession(from: 0, seconds: 1800, sport: 10, subSport: 20)
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(activity.streams.time == [0, 1800])
        #expect(activity.recordCount == 0)
        #expect(activity.sportType == "WeightTraining")
        #expect(activity.totals.elapsedSeconds == 1800)
    }

    @Test func `without times or records are nothing`() {
        var fit = SyntheticFIT()
        fit.addFileID()
        fit.add(18, [(5, .enumeration(2))])
        let error = #expect(throws: ActivityFileError.self) { try ActivityFile.decode(fit.file()) }
        #expect(error?.code == .noPoints)
    }

    @Test func `may be missing where a device broke down`() throws {
        var fit = SyntheticFIT()
        fit.addFileID()
        fit.add(12, local: 4, [(0, .enumeration(1)), (1, .enumeration(3))])
        for second: UInt32 in 0..<5 { fit.addRecord(second) }
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(activity.streams.count == 5)
        #expect(activity.sportType == "TrailRun")
        #expect(activity.totals == DeviceTotals())
    }

    @Test func `stops of the timer are pauses`() throws {
        var fit = SyntheticFIT()
        func event(_ second: UInt32, _ type: UInt8) {
            fit.add(21, local: 3, [(253, time(second)), (0, .enumeration(0)), (1, .enumeration(type))])
        }
        event(0, 0)
        for second: UInt32 in 0...3 { fit.addRecord(second) }
        event(3, 4)
        // An event of something else.
        fit.add(21, local: 3, [(253, time(5)), (0, .enumeration(9)), (1, .enumeration(0))])
        event(10, 0)
        for second: UInt32 in 10...12 { fit.addRecord(second) }
        event(12, 1)
        event(12, 0)
        fit.addRecord(13)
        event(14, 9)
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(
            activity.pauses == [
                TimerPause(startMilliseconds: milliseconds(3), endMilliseconds: milliseconds(10))
            ])
        #expect(activity.streams[.part] == [0, 0, 0, 0, 1, 1, 1, 1])
    }

    @Test func `in a pool have lengths, which tell the distance where records don't`() throws {
        var fit = SyntheticFIT()
        for second: UInt32 in 0...40 {
            fit.add(20, local: 1, [(253, time(second * 2)), (3, .uint8(130))])
        }
        for number: UInt32 in 0..<3 {
            let isRest = number == 1
            fit.add(
                101, local: 3,
                [
                    (253, time(number * 25 + 25)), (2, time(number * 25)), (3, .uint32(25_000)),
                    (5, isRest ? .uint16(.max) : .uint16(18)), (7, .enumeration(isRest ? 255 : 2)),
                    (12, .enumeration(isRest ? 0 : 1)),
                ])
        }
        fit.addSession(from: 0, seconds: 80, sport: 5, subSport: 17, more: [(44, .uint16(2500))])
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(activity.poolLengthMeters == 25)
        #expect(activity.lengths.map(\.isActive) == [true, false, true])
        #expect(activity.lengths.map(\.stroke) == ["breaststroke", nil, "breaststroke"])
        #expect(activity.lengths.map(\.strokes) == [18, nil, 18])
        #expect(activity.lengths.map(\.elapsedSeconds) == [25, 25, 25])
        let meters = try #require(activity.streams.doubles(.distance))
        #expect(meters[5] == 10)
        #expect(meters[20] == 25)
        #expect(meters[40] == 50)
        #expect(activity.sportType == "Swim")
    }

    @Test func `tell local time`() throws {
        for (seconds, expected) in [(7200, 7200), (-16_201, -16_200), (20_700, 20_700), (100_000, nil)] {
            var fit = SyntheticFIT()
            fit.addRecord(0)
            let local = UInt32(Int64(SyntheticFIT.start) + Int64(seconds))
            fit.add(34, [(253, time(0)), (5, .uint32(local))])
            #expect(try ActivityFile.decode(fit.file()).first?.utcOffsetSeconds == expected)
        }
    }

    @Test func `have devices, sensors behind the device itself`() throws {
        var fit = SyntheticFIT()
        fit.add(0, [(0, .enumeration(4)), (1, .uint16(32)), (2, .uint16(31)), (8, .text("ELEMNT BOLT"))])
        fit.addRecord(0)
        fit.add(23, [(0, .uint8(0)), (5, .uint16(1205)), (3, .uint32z(77))])
        fit.add(23, [(0, .uint8(1)), (2, .uint16(95)), (4, .uint16(6))])
        fit.add(23, [(0, .uint8(1)), (2, .uint16(95)), (3, .uint32z(88))])
        fit.add(23, [(0, .uint8(2)), (27, .text("Strap \u{fffd}"))])
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(activity.creator == "Wahoo Fitness ELEMNT BOLT")
        #expect(
            activity.devices == [
                RecordingDevice(
                    manufacturer: "wahoo_fitness", product: "ELEMNT BOLT", serialNumber: 77,
                    softwareVersion: "12.05"),
                RecordingDevice(manufacturer: "stryd", product: "6", serialNumber: 88),
                RecordingDevice(product: "Strap \u{fffd}"),
            ])
    }

    @Test func `have heartbeats, and the name of the workout`() throws {
        var fit = SyntheticFIT()
        fit.add(26, local: 4, [(8, .text("4 × 8 min"))])
        fit.addRecord(0)
        fit.add(78, local: 3, [(0, .array16([800, 812, .max, .max, .max]))])
        fit.addRecord(1)
        fit.add(78, local: 3, [(0, .array16([790, .max, .max, .max, .max]))])
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(activity.heartbeatMilliseconds == [800, 812, 790])
        #expect(activity.name == "4 × 8 min")
    }

    @Test func `get heart rates that a strap has kept`() throws {
        var fit = SyntheticFIT()
        for second: UInt32 in 0..<12 { fit.add(20, local: 1, [(253, time(second)), (5, .uint32(second))]) }
        var strap = SyntheticFIT()
        // The strap's clock is at 4,000 ticks of 1/1024 s when the swim begins half a second later.
        strap.add(
            132,
            [(253, time(0)), (0, .uint16(16_384)), (9, .uint32(4000)), (6, .uint8(100))])
        // 4,000 + 512, + 1024 (which wraps twelve bits), + 1024, + 1024 ticks.
        let ticks = [4512, 5536, 6560, 7584].map { $0 & 0xfff }
        let packed = [
            UInt8(ticks[0] & 0xff), UInt8(ticks[0] >> 8 | (ticks[1] & 0xf) << 4), UInt8(ticks[1] >> 4),
            UInt8(ticks[2] & 0xff), UInt8(ticks[2] >> 8 | (ticks[3] & 0xf) << 4), UInt8(ticks[3] >> 4),
        ]
        strap.add(132, local: 1, [(6, .array8([110, 120, 130, 140])), (10, .bytes(packed))])
        let activity = try #require(ActivityFile.decode(fit.file() + strap.file()).first)
        let missing = StreamSet.missing
        // The last one holds for five seconds.
        #expect(
            activity.streams[.heartrate]
                == [missing, 105, 120, 130, 140, 140, 140, 140, 140, missing, missing, missing])
        #expect(activity.warnings.isEmpty)
    }
}
