import Compression
import SeededRandom
import Streams
import Testing

@Suite struct `stream blobs` {
    @Test func `give back what was put in`() throws {
        for count in [1, 2, 3, 100, 3600] {
            let ride = Fixtures.ride(count: count)
            #expect(try StreamCodec.decode(StreamCodec.encode(ride)) == ride)
        }
        let nothing = StreamSet(time: [])
        #expect(try StreamCodec.decode(StreamCodec.encode(nothing)) == nothing)
    }

    @Test func `give back any numbers, missing ones too`() throws {
        var random = SeededGenerator(seed: 7)
        for round in 0..<50 {
            let count = Int.random(in: 1...200, using: &random)
            var streams = StreamSet(time: (0..<count).map { Int32($0 * 3) })
            for kind in StreamKind.allCases where kind != .time && Bool.random(using: &random) {
                streams[kind] = (0..<count).map { _ in
                    let isMissing = round % 2 == 0 && Int.random(in: 0..<4, using: &random) == 0
                    return isMissing ? StreamSet.missing : .random(in: (.min + 1) ... .max, using: &random)
                }
            }
            #expect(try StreamCodec.decode(StreamCodec.encode(streams)) == streams)
        }
    }

    @Test func `are at most 3.3 bytes a sample for a ride at 1 Hz`() throws {
        let ride = Fixtures.ride(count: 3600).keeping { $0 != .watts }
        let withWatts = Fixtures.ride(count: 3600)
        let perSample = Double(try StreamCodec.encode(ride).count) / 3600
        #expect(perSample < 3.3)
        // The synthetic watts are pure noise of six bits, which no format makes smaller.
        #expect(Double(try StreamCodec.encode(withWatts).count) / 3600 < perSample + 1)
    }

    @Test func `can be opened in part`() throws {
        let ride = Fixtures.ride(count: 500)
        let blob = try StreamCodec.encode(ride)
        let part = try StreamCodec.decode(blob, kinds: [.heartrate, .gradeSmooth])
        #expect(part.kinds == [.time, .heartrate])
        #expect(part[.heartrate] == ride[.heartrate])
    }

    @Test func `cut off anywhere are typed errors`() throws {
        let blob = try StreamCodec.encode(Fixtures.ride(count: 40))
        for length in blob.indices {
            #expect(throws: StreamCodecError.self) { try StreamCodec.decode(Array(blob[..<length])) }
        }
        #expect(throws: StreamCodecError.self) { try StreamCodec.decode(blob + [0]) }
    }

    @Test func `with any byte changed are typed errors`() throws {
        let blob = try StreamCodec.encode(Fixtures.ride(count: 40))
        for index in blob.indices {
            var damaged = blob
            damaged[index] ^= 0x10
            #expect(throws: StreamCodecError.self) { try StreamCodec.decode(damaged) }
        }
    }

    @Test func `that lie with a right checksum are typed errors or other numbers, never a crash`() throws {
        let blob = try StreamCodec.encode(Fixtures.ride(count: 40))
        var random = SeededGenerator(seed: 3)
        var errorCount = 0
        for _ in 0..<3000 {
            var lying = blob
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                // Mostly the header, where the lies are worse.
                let end = Bool.random(using: &random) ? 112 : lying.count
                lying[Int.random(in: 4..<end, using: &random)] = .random(in: 0...255, using: &random)
            }
            seal(&lying)
            if (try? StreamCodec.decode(lying)) == nil { errorCount += 1 }
        }
        #expect(errorCount > 1000)
    }

    /// Writes the checksum that belongs to the bytes.
    private func seal(_ blob: inout [UInt8]) {
        let head = blob[..<12].withUnsafeBytes { CRC32C.checksum($0) }
        let checksum = blob[16...].withUnsafeBytes { CRC32C.checksum($0, seed: head) }
        for byte in 0..<4 { blob[12 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * byte)) }
    }

    @Test func `of another kind or version are told apart`() throws {
        var blob = try StreamCodec.encode(Fixtures.ride(count: 4))
        #expect(throws: StreamCodecError.notStreams) { try StreamCodec.decode(Array("GPX file".utf8)) }
        blob[4] = 9
        #expect(throws: StreamCodecError.unknownVersion(9)) { try StreamCodec.decode(blob) }
    }
}
