import Streams
import Testing

@testable import ActivityFiles

@Suite struct `FIT files that are damaged, chained or something else` {
    private func ride(seconds: UInt32 = 5, isBigEndian: Bool = false) -> SyntheticFIT {
        var fit = SyntheticFIT(isBigEndian: isBigEndian)
        fit.addFileID()
        for second in 0..<seconds { fit.addRecord(second) }
        fit.addSession(from: 0, seconds: seconds)
        return fit
    }

    private func error(_ bytes: [UInt8]) -> ActivityFileError? {
        #expect(throws: ActivityFileError.self) { try ActivityFile.decode(bytes) }
    }

    @Test func `headers are 12 or 14 bytes long, and need no checksum`() throws {
        let whole = try ActivityFile.decode(ride().file())
        #expect(whole[0].warnings.isEmpty)
        #expect(try ActivityFile.decode(ride().file(headerByteCount: 12)) == whole)
        #expect(try ActivityFile.decode(ride().file(hasHeaderChecksum: false)) == whole)
    }

    @Test func `a wrong checksum is told`() throws {
        var bytes = ride().file()
        bytes[bytes.count - 1] ^= 1
        let activity = try #require(ActivityFile.decode(bytes).first)
        #expect(activity.streams.count == 5)
        #expect(activity.warnings.map(\.code) == [.damaged])
        #expect(activity.warnings[0].message.contains("checksum"))
    }

    @Test func `cut off at any byte they give the records before it, or a typed error`() throws {
        let bytes = ride().file()
        var counts: [Int] = []
        for length in 0..<bytes.count {
            switch Result(catching: { () throws(ActivityFileError) in
                try ActivityFile.decode(Array(bytes[..<length]))
            }) {
            case .success(let activities):
                counts.append(activities[0].streams.count)
                #expect(activities[0].warnings.map(\.code) == [.damaged])
            case .failure(let error):
                #expect([.empty, .unrecognised, .noPoints].contains(error.code))
            }
        }
        #expect(counts == counts.sorted())
        #expect(Set(counts) == Set(1...5))
    }

    @Test(arguments: [false, true]) func `with any byte changed they never crash`(isBigEndian: Bool) throws {
        var fit = ride(isBigEndian: isBigEndian)
        fit.add(206, [(0, .uint8(0)), (1, .uint8(0)), (2, .uint8(0x84)), (14, .uint16(20)), (15, .uint8(7))])
        fit.add(20, [(253, .uint32(SyntheticFIT.start + 9))], developer: [(0, 0, .uint16(3))])
        fit.add(132, [(253, .uint32(SyntheticFIT.start)), (9, .uint32(4000)), (6, .uint8(100))])
        fit.add(101, [(253, .uint32(SyntheticFIT.start)), (3, .uint32(4000))])
        fit.add(19, [(253, .uint32(SyntheticFIT.start)), (7, .float64(4000)), (8, .uint64(3))])
        let bytes = fit.file()
        var readCount = 0
        for index in bytes.indices {
            for byte: UInt8 in [0, 1, 0x7f, 0x80, 0xff, bytes[index] ^ 0x20, bytes[index] &+ 1] {
                var damaged = bytes
                damaged[index] = byte
                if (try? ActivityFile.decode(damaged)) != nil { readCount += 1 }
            }
        }
        #expect(readCount > bytes.count)
    }

    @Test func `the greatest and smallest of numbers are borne`() throws {
        for number in [Double.greatestFiniteMagnitude, -1e300, 1e19, -1, 4e9] {
            var fit = SyntheticFIT()
            fit.addFileID()
            let fields = (UInt8(0)..<130).map { ($0, SyntheticFIT.Value.float64(number)) }
            for message: UInt16 in [0, 12, 18, 19, 20, 21, 23, 26, 34, 78, 101, 132, 206] {
                for half in [fields[..<65], fields[65...]] {
                    fit.add(message, local: 3, Array(half))
                    let time = (UInt8(253), SyntheticFIT.Value.uint32(SyntheticFIT.start))
                    fit.add(message, local: 4, Array(half.prefix(30)) + [time])
                    fit.add(message, local: 5, Array(half.prefix(30)) + [(253, .uint32(.max - 1))])
                }
            }
            fit.addRecord(0)
            #expect(try !ActivityFile.decode(fit.file()).isEmpty)
        }
    }

    @Test func `a message without a definition is the end`() throws {
        var fit = SyntheticFIT()
        fit.addRecord(0)
        fit.addRaw([0x07, 1, 2, 3])
        fit.addRecord(1)
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(activity.streams.count == 1)
        #expect(activity.warnings.map(\.code) == [.damaged])
    }

    @Test func `a header that was never finished does no harm`() throws {
        let bytes = ride().file(dataByteCount: 0)
        let activity = try #require(ActivityFile.decode(Array(bytes.dropLast(2))).first)
        #expect(activity.streams.count == 5)
        #expect(activity.warnings.map(\.code) == [.damaged])
        #expect(activity.totals.elapsedSeconds == 5)
    }

    @Test func `several files in one are all read`() throws {
        var later = SyntheticFIT()
        later.addFileID()
        for second: UInt32 in 100..<103 { later.addRecord(second) }
        later.addSession(from: 100, seconds: 3, sport: 1)
        var settings = SyntheticFIT()
        settings.addFileID(type: 2)
        let activities = try ActivityFile.decode(ride().file() + settings.file() + later.file())
        #expect(activities.map(\.sportType) == ["Ride", "Run"])
        #expect(activities.map(\.streams.count) == [5, 3])
        #expect(activities.allSatisfy { $0.warnings.isEmpty })
        // The same time twice: each file has its own records.
        let twice = try ActivityFile.decode(ride().file() + ride().file())
        #expect(twice.map(\.streams.count) == [5, 5])
    }

    @Test func `what stands behind them is told`() throws {
        let activity = try #require(
            ActivityFile.decode(ride().file() + [UInt8](repeating: 0, count: 64)).first)
        #expect(activity.streams.count == 5)
        #expect(activity.warnings.map(\.code) == [.damaged])
        // A second file that breaks off before it has said anything.
        let more = try #require(ActivityFile.decode(ride().file() + ride().file().prefix(20)).first)
        #expect(more.warnings.map(\.code) == [.damaged])
    }

    @Test func `courses, workouts, settings and monitoring are refused by name`() {
        for (type, name) in [(UInt8(2), "settings"), (5, "workout"), (6, "course"), (32, "monitoring_b")] {
            var fit = SyntheticFIT()
            fit.addFileID(type: type)
            fit.addRecord(0)
            let error = error(fit.file())
            #expect(error?.code == .notActivity)
            #expect(error?.message.contains(name) == true)
        }
    }

    @Test func `without anything recorded they are refused`() {
        #expect(error(SyntheticFIT().file())?.code == .noPoints)
        #expect(error(Array(ride().file().prefix(14)))?.code == .noPoints)
        var untimed = SyntheticFIT()
        untimed.add(20, [(3, .uint8(100))])
        #expect(error(untimed.file())?.code == .noPoints)
    }

    @Test func `a clock that was wrong for a while costs only what was recorded meanwhile`() throws {
        for wrong: ClosedRange<UInt32> in [3...3, 0...1, 5...9, 2...6] {
            for shift: UInt32 in [100_000, 68_000_000, UInt32.max / 2] {
                var fit = SyntheticFIT()
                for second: UInt32 in 0..<20 {
                    let time = SyntheticFIT.start &+ second &+ (wrong.contains(second) ? shift : 0)
                    fit.add(20, [(253, .uint32(time)), (3, .uint8(100 + UInt8(second)))])
                }
                let activity = try #require(ActivityFile.decode(fit.file()).first)
                #expect(activity.streams.count == 20 - wrong.count)
                #expect(
                    activity.streams.time.last == Int32(19 - activity.streams.time.count + 20 - wrong.count)
                        || wrong.lowerBound == 0)
                #expect(activity.warnings.map(\.code) == [.backwardTimes])
                #expect(activity.warnings.map(\.count) == [wrong.count])
            }
        }
    }

    @Test func `records of a second are one where they agree`() throws {
        var fit = SyntheticFIT()
        func add(_ fields: [(UInt8, SyntheticFIT.Value)]) {
            fit.add(20, [(253, .uint32(SyntheticFIT.start))] + fields)
        }
        add([(3, .uint8(100))])
        add([(5, .uint32(500))])
        add([(3, .uint8(100)), (7, .uint16(200))])
        add([(3, .uint8(101))])
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        #expect(activity.streams.time == [0, 0])
        #expect(activity.streams[.heartrate] == [100, 101])
        #expect(activity.streams[.distance] == [50, StreamSet.missing])
        #expect(activity.streams[.watts] == [200, StreamSet.missing])
        #expect(activity.warnings.map(\.code) == [.repeatedPoints])
        #expect(activity.warnings.map(\.count) == [2])
    }

    @Test func `positions that are none are left out`() throws {
        var fit = SyntheticFIT()
        let positions: [(Int32, Int32)] = [
            (0, 0), (Int32.max, 5), (1_200_000_000, 5), (560_000_000, 100_000_000), (0, 5),
        ]
        for (second, position) in positions.enumerated() {
            fit.add(
                20,
                [
                    (253, .uint32(SyntheticFIT.start + UInt32(second))), (0, .int32(position.0)),
                    (1, .int32(position.1)),
                ])
        }
        let activity = try #require(ActivityFile.decode(fit.file()).first)
        let missing = StreamSet.missing
        #expect(activity.streams[.latitude] == [missing, missing, missing, 469_386_580, 0])
        #expect(activity.streams[.longitude]?[0] == missing)
        #expect(activity.warnings.map(\.code) == [.badPositions])
    }

    @Test func `there is an end to everything`() {
        var records = SyntheticFIT()
        records.define(20, [])
        records.addRaw([UInt8](repeating: 0, count: StreamSet.sampleLimit + 1))
        #expect(error(records.file())?.code == .tooManyPoints)
        for message: UInt16 in [18, 19, 101] {
            var fit = SyntheticFIT()
            fit.add(message, [(253, .uint32(SyntheticFIT.start))])
            let one = fit.body.suffix(5)
            for _ in 0..<100_001 { fit.addRaw(Array(one)) }
            #expect(error(fit.file())?.code == .tooComplex)
        }
        let many = (0..<1001).flatMap { _ in SyntheticFIT().file() }
        #expect(error(many)?.code == .tooComplex)
    }
}
