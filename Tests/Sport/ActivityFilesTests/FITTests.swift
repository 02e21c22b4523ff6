import Compression
import Streams
import Testing

@testable import ActivityFiles

@Suite struct `FIT` {
    private func decode(_ fit: SyntheticFIT) throws -> DecodedActivity {
        let activities = try ActivityFile.decode(fit.file())
        #expect(activities.count == 1)
        return try #require(activities.first)
    }

    /// The columns of records with one field beside the time.
    private func streams(
        _ field: UInt8, _ values: [SyntheticFIT.Value], isBigEndian: Bool = false
    ) throws -> StreamSet {
        var fit = SyntheticFIT(isBigEndian: isBigEndian)
        for (second, value) in values.enumerated() {
            fit.add(20, [(253, .uint32(SyntheticFIT.start + UInt32(second))), (field, value)])
        }
        return try decode(fit).streams
    }

    private let missing = StreamSet.missing

    @Test(arguments: [false, true]) func `becomes columns from its start, in both byte orders`(
        isBigEndian: Bool
    ) throws {
        var fit = SyntheticFIT(isBigEndian: isBigEndian)
        fit.addFileID()
        for second: UInt32 in 0..<3 { fit.addRecord(second) }
        fit.addSession(from: 0, seconds: 2)
        let activity = try decode(fit)
        #expect(activity.format == .fit)
        #expect(activity.startMilliseconds == SyntheticFIT.startMilliseconds)
        #expect(activity.sessionStartMilliseconds == SyntheticFIT.startMilliseconds)
        #expect(activity.recordCount == 3)
        #expect(activity.warnings.isEmpty)
        #expect(activity.sportHint == "cycling")
        #expect(activity.creator == "Garmin Forerunner 945")
        #expect(
            activity.devices == [
                RecordingDevice(manufacturer: "garmin", product: "fr945", serialNumber: 4_000_000_001)
            ])
        let streams = activity.streams
        #expect(streams.time == [0, 1, 2])
        // 560,000,000 semicircles are 46.93865776…°; six decimals at 1 Hz.
        #expect(streams[.latitude] == [469_386_580, 469_387_420, 469_388_250])
        #expect(streams[.longitude] == [83_819_030, 83_819_030, 83_819_030])
        #expect(streams[.altitude] == [4000, 4002, 4004])
        #expect(streams[.distance] == [0, 100, 200])
        #expect(streams[.velocitySmooth] == [10_000, 10_000, 10_000])
        #expect(streams[.heartrate] == [120, 121, 122])
        #expect(streams[.cadence] == [85, 85, 85])
        #expect(streams[.watts] == [200, 201, 202])
        #expect(streams[.temp] == [-3, -3, -3])
        #expect(streams[.part] == nil)
        #expect(streams[.milliseconds] == nil)
    }

    @Test func `is the same gzipped`() throws {
        var fit = SyntheticFIT()
        fit.addRecord(0)
        #expect(try ActivityFile.decode(Gzip.deflate(fit.file())) == ActivityFile.decode(fit.file()))
    }

    @Test func `semicircles are exact to the last decimal`() throws {
        for semicircles: Int32 in [1, -1, 1 << 30, -(1 << 30), 567_890_123, -1_234_567, 12] {
            let expected = (Double(semicircles) * 180 / 2_147_483_648 * 1e7).rounded()
            var fit = SyntheticFIT()
            // Two records a second: all decimals are kept.
            for _ in 0..<2 {
                fit.add(
                    20,
                    [
                        (253, .uint32(SyntheticFIT.start)), (0, .int32(semicircles / 2)),
                        (1, .int32(semicircles)), (5, .uint32(UInt32(fit.body.count))),
                    ])
            }
            let column = try #require(try decode(fit).streams[.longitude])
            #expect(abs(Double(column[0]) - expected) <= 1, "\(semicircles)")
        }
    }

    @Test func `invalid values are missing`() throws {
        #expect(
            try streams(3, [.uint8(120), .uint8(255), .uint8(0)])[.heartrate] == [120, missing, missing])
        #expect(try streams(4, [.uint8(0), .uint8(255)])[.cadence] == [0, missing])
        #expect(
            try streams(7, [.uint16(300), .uint16(.max), .uint16(6000)])[.watts] == [300, missing, missing])
        #expect(try streams(13, [.int8(20), .int8(127)])[.temp] == [20, missing])
        #expect(try streams(5, [.uint32(12_345), .uint32(.max)])[.distance] == [1235, missing])
        #expect(try streams(2, [.uint16(0), .uint16(.max)])[.altitude] == [-5000, missing])
        #expect(try streams(78, [.uint32(15_000), .uint32(.max)])[.altitude] == [25_000, missing])
        #expect(try streams(73, [.uint32(3456), .uint32(.max)])[.velocitySmooth] == [3456, missing])
        #expect(try streams(3, [.uint8(255), .uint8(255)])[.heartrate] == nil)
    }

    @Test(arguments: [false, true]) func `any base type is read for any field`(isBigEndian: Bool) throws {
        let powers: [SyntheticFIT.Value] = [
            .uint16(250), .int16(250), .uint32(250), .int32(250), .uint8(250), .float32(250.4),
            .float64(249.6), .int64(250), .uint64(250), .uint32z(250), .enumeration(250),
        ]
        for power in powers {
            let streams = try streams(7, [power, power], isBigEndian: isBigEndian)
            #expect(streams[.watts] == [250, 250], "\(power)")
        }
        #expect(try streams(5, [.float32(12_340)], isBigEndian: isBigEndian)[.distance] == [1234])
        #expect(try streams(0, [.float32(3)])[.latitude] == nil, "half a position")
        for none: SyntheticFIT.Value in [
            .int16(.max), .int32(.max), .int64(.max), .uint64(.max), .uint32z(0), .float32(.nan),
            .float64(.infinity), .text("250"),
        ] {
            #expect(try streams(7, [none, none])[.watts] == nil, "\(none)")
        }
    }

    @Test func `of an array the first value counts, and other fields are passed over`() throws {
        var fit = SyntheticFIT()
        fit.add(
            20,
            [
                (200, .text("something of its own")), (253, .uint32(SyntheticFIT.start)),
                (7, .array16([250, 1, 2])),
                (201, .bytes([1, 2, 3])), (3, .uint8(99)),
            ])
        let streams = try decode(fit).streams
        #expect(streams[.watts] == [250])
        #expect(streams[.heartrate] == [99])
    }

    @Test func `the enhanced value is preferred to the plain one, wherever it stands`() throws {
        for isEnhancedFirst in [false, true] {
            var fields: [(UInt8, SyntheticFIT.Value)] = [
                (6, .uint16(1000)), (73, .uint32(1234)), (2, .uint16(2500)), (78, .uint32(2505)),
            ]
            if isEnhancedFirst { fields.reverse() }
            var fit = SyntheticFIT()
            fit.add(20, [(253, .uint32(SyntheticFIT.start))] + fields)
            let streams = try decode(fit).streams
            #expect(streams[.velocitySmooth] == [1234])
            #expect(streams[.altitude] == [10])
        }
        var fit = SyntheticFIT()
        fit.add(20, [(253, .uint32(SyntheticFIT.start)), (73, .uint32(.max)), (6, .uint16(1000))])
        #expect(try decode(fit).streams[.velocitySmooth] == [1000])
    }

    @Test func `fractions of the cadence round it`() throws {
        var fit = SyntheticFIT()
        for (second, fraction) in [UInt8(0), 63, 64, 127, 255].enumerated() {
            fit.add(
                20,
                [
                    (53, .uint8(fraction)), (4, .uint8(80)),
                    (253, .uint32(SyntheticFIT.start + UInt32(second))),
                ])
        }
        #expect(try decode(fit).streams[.cadence] == [80, 80, 81, 81, 80])
        #expect(try streams(52, [.uint16(80 * 256 + 200)])[.cadence] == [81])
    }

    @Test func `speed and distance in three bytes go on counting`() throws {
        // 12 bits of cm/s, 12 bits of sixteenths of a metre.
        func packed(speed: Int, distance: Int) -> SyntheticFIT.Value {
            .bytes([
                UInt8(speed & 0xff), UInt8(speed >> 8 & 0xf) | UInt8(distance & 0xf) << 4,
                UInt8(distance >> 4 & 0xff),
            ])
        }
        let values = [
            packed(speed: 333, distance: 16), packed(speed: 400, distance: 4000), .bytes([255, 255, 255]),
            packed(speed: 0, distance: 4112 & 0xfff), packed(speed: 1, distance: 15),
        ]
        let streams = try streams(8, values)
        #expect(streams[.velocitySmooth] == [3330, 4000, missing, 0, 10])
        // 1 m, 250 m, 257 m (4,112 sixteenths), 512.9 m (8,207).
        #expect(streams[.distance] == [10, 2500, missing, 2570, 5129])
    }

    @Test func `compressed headers have the low bits of the time`() throws {
        var fit = SyntheticFIT()
        let start = SyntheticFIT.start / 32 * 32 + 30
        fit.add(20, local: 1, [(253, .uint32(start)), (3, .uint8(100))])
        for offset: UInt8 in [31, 0, 5, 4] {
            fit.add(20, local: 2, [(3, .uint8(100 + offset))], compressedTime: offset)
        }
        let activity = try decode(fit)
        // From 30: to 31, over to 32 and 37, and once round to 68.
        #expect(activity.streams.time == [0, 1, 2, 7, 38])
        #expect(activity.streams[.heartrate] == [100, 131, 100, 105, 104])
    }

    @Test func `compressed headers count from the last time of any message`() throws {
        var fit = SyntheticFIT()
        fit.add(20, local: 2, [(3, .uint8(100))], compressedTime: 3)
        fit.add(
            21, local: 1, [(253, .uint32(SyntheticFIT.start)), (0, .enumeration(0)), (1, .enumeration(0))])
        fit.add(20, local: 2, [(3, .uint8(101))], compressedTime: UInt8(SyntheticFIT.start & 0x1f))
        let activity = try decode(fit)
        #expect(activity.startMilliseconds == SyntheticFIT.startMilliseconds)
        #expect(activity.streams[.heartrate] == [101])
        #expect(activity.warnings.map(\.code) == [.untimedPoints])
    }

    @Test func `a definition may change between any two records`() throws {
        var fit = SyntheticFIT()
        for second: UInt32 in 0..<600 {
            let time = (UInt8(253), SyntheticFIT.Value.uint32(SyntheticFIT.start + second))
            if second % 3 == 0 {
                fit.add(20, [time, (3, .uint8(100))])
            } else {
                fit.add(20, [(7, .uint16(UInt16(second))), time])
            }
        }
        let streams = try decode(fit).streams
        #expect(streams.time == Array(0..<600))
        #expect(streams[.heartrate] == (0..<600).map { $0 % 3 == 0 ? 100 : missing })
        #expect(streams[.watts] == (0..<600).map { $0 % 3 == 0 ? missing : $0 })
    }

    @Test func `long runs of records are the same as single ones`() throws {
        var (runs, single) = (SyntheticFIT(), SyntheticFIT())
        for second: UInt32 in 0..<1500 {
            runs.addRecord(second)
            single.addRecord(second)
            single.add(160, local: 3, [(0, .uint8(1))])
        }
        let activity = try decode(runs)
        #expect(activity.streams.count == 1500)
        #expect(try decode(single).streams == activity.streams)
    }

    private func describe(
        _ fit: inout SyntheticFIT, number: UInt8, type: UInt8, native: UInt8?, unit: String = "",
        more: [(UInt8, SyntheticFIT.Value)] = []
    ) {
        var fields: [(UInt8, SyntheticFIT.Value)] = [
            (0, .uint8(0)), (1, .uint8(number)), (2, .uint8(type)), (3, .text("Field")), (8, .text(unit)),
            (14, .uint16(20)),
        ]
        if let native { fields.append((15, .uint8(native))) }
        fit.add(206, local: 5, fields + more)
    }

    @Test func `developer fields stand in for those of the profile`() throws {
        var fit = SyntheticFIT()
        describe(&fit, number: 0, type: 0x84, native: 7, unit: "Watts")
        describe(&fit, number: 1, type: 0x88, native: 5, unit: "m")
        describe(&fit, number: 2, type: 0x02, native: nil)
        describe(&fit, number: 3, type: 0x02, native: 4, unit: "spm")
        describe(&fit, number: 4, type: 0x02, native: 3, more: [(6, .uint8(2)), (7, .int8(-10))])
        for second: UInt32 in 0..<2 {
            fit.add(
                20, [(253, .uint32(SyntheticFIT.start + second))],
                developer: [
                    (0, 0, .uint16(300)), (2, 0, .uint8(9)), (1, 0, .float32(Float(second) * 2.5)),
                    (3, 0, .uint8(170)), (9, 7, .bytes([1, 2, 3])), (4, 0, .uint8(220)),
                ])
        }
        let streams = try decode(fit).streams
        #expect(streams[.watts] == [300, 300])
        #expect(streams[.distance] == [0, 25])
        #expect(streams[.cadence] == nil, "steps are not strides")
        #expect(streams[.heartrate] == [120, 120], "220 / 2 + 10")
    }

    @Test func `what the device itself says goes before a developer field`() throws {
        var fit = SyntheticFIT()
        describe(&fit, number: 0, type: 0x84, native: 7)
        for power: UInt16 in [100, .max] {
            fit.add(
                20, [(253, .uint32(SyntheticFIT.start + UInt32(power & 1))), (7, .uint16(power))],
                developer: [(0, 0, .uint16(300))])
        }
        #expect(try decode(fit).streams[.watts] == [100, 300])
    }

    @Test func `developer fields of size 0 and fields that are too short are nothing`() throws {
        var fit = SyntheticFIT()
        describe(&fit, number: 0, type: 0x84, native: 7)
        fit.add(
            20, [(253, .uint32(SyntheticFIT.start)), (5, .bytes([])), (3, .uint8(77))],
            developer: [(0, 0, .bytes([])), (1, 0, .bytes([]))])
        let streams = try decode(fit).streams
        #expect(streams[.watts] == nil)
        #expect(streams[.heartrate] == [77])
        // One byte, declared as a number of four.
        var short = SyntheticFIT()
        short.addRaw([0x40, 0, 0, 20, 0, 3, 253, 4, 0x86, 5, 1, 0x86, 3, 1, 0x02])
        let time = SyntheticFIT.start
        short.addRaw([0] + (0..<4).map { UInt8(truncatingIfNeeded: time >> ($0 * 8)) } + [9, 78])
        #expect(try decode(short).streams[.heartrate] == [78])
        #expect(try decode(short).streams[.distance] == nil)
    }

    @Test func `the checksum is that of the definition, for any length`() {
        var bytes: [UInt8] = []
        for length in 0..<100 {
            #expect(bytes.withUnsafeBytes { FITChecksum.checksum($0) } == SyntheticFIT.checksum(bytes))
            bytes.append(UInt8(truncatingIfNeeded: length &* 167 &+ 31))
        }
        #expect(Array("123456789".utf8).withUnsafeBytes { FITChecksum.checksum($0) } == 0xbb3d)
    }
}
