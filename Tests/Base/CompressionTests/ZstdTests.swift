import Compression
import Testing

@Suite struct `zstd` {
    let text = [UInt8](String(repeating: "along the river, ", count: 3000).utf8)

    @Test(arguments: [1, 3, 19])
    func `what is compressed comes back`(level: Int) throws {
        for bytes in [text, [], [1]] {
            let frame = try Zstd.compress(bytes, level: level)
            #expect(frame.withUnsafeBytes { Zstd.isZstd($0) })
            #expect(try Zstd.decompress(frame, outputLimit: bytes.count) == bytes)
        }
    }

    @Test func `a frame larger than the limit is refused before memory is taken`() throws {
        let frame = try Zstd.compress(text)
        #expect(throws: CompressionError.outputTooLarge(limit: text.count - 1)) {
            try Zstd.decompress(frame, outputLimit: text.count - 1)
        }
    }

    @Test func `every cut and every trailing byte is an error`() throws {
        let frame = try Zstd.compress(text)
        for length in frame.indices {
            #expect(throws: CompressionError.self) {
                try Zstd.decompress(Array(frame[..<length]), outputLimit: text.count)
            }
        }
        #expect(throws: CompressionError.trailingBytes) {
            try Zstd.decompress(frame + [0], outputLimit: text.count)
        }
    }

    @Test func `a frame that doesn't declare its size is read within the limit`() throws {
        // "hello" as one raw block, from the format's description (RFC 8878, 3.1).
        let header: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]
        let frame = header + [0x29, 0x00, 0x00] + Array("hello".utf8)
        #expect(try Zstd.decompress(frame, outputLimit: 5) == Array("hello".utf8))
        #expect(throws: CompressionError.outputTooLarge(limit: 4)) {
            try Zstd.decompress(frame, outputLimit: 4)
        }
        #expect(throws: CompressionError.truncated) {
            try Zstd.decompress(Array(frame.dropLast()), outputLimit: 5)
        }
    }
}

@Suite struct `CRC-32C` {
    @Test func `agrees with the vectors of RFC 3720`() {
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(CRC32C.checksum([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
        #expect(CRC32C.checksum([UInt8](0..<32)) == 0x46dd_794e)
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
    }

    @Test func `can be computed in parts`() {
        let bytes = [UInt8](0..<200)
        for cut in 0...200 {
            let first = bytes[..<cut].withUnsafeBytes { CRC32C.checksum($0) }
            let both = bytes[cut...].withUnsafeBytes { CRC32C.checksum($0, seed: first) }
            #expect(both == CRC32C.checksum(bytes))
        }
    }
}
