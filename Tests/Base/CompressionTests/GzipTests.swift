import Compression
import Testing

@Suite struct `gzip` {
    let text = [UInt8](String(repeating: "a ride in the hills, ", count: 5000).utf8)
    let limits = InflateLimits(outputByteCount: 1 << 20)

    @Test(arguments: [1, 6, 9])
    func `what is deflated comes back`(level: Int) throws {
        for format in [DeflateFormat.gzip, .zlib, .raw] {
            let small = try Gzip.deflate(text, format: format, level: level)
            #expect(small.count < text.count / 50)
            #expect(try Gzip.inflate(small, format: format, limits: limits) == text)
        }
        let empty = try Gzip.deflate([], level: level)
        #expect(try Gzip.inflate(empty, limits: limits) == [])
    }

    @Test func `gzip is recognised by its first bytes`() throws {
        let isGzip = try Gzip.deflate([1, 2, 3]).withUnsafeBytes { Gzip.isGzip($0) }
        let isNot = text.withUnsafeBytes { Gzip.isGzip($0) }
        #expect(isGzip && !isNot)
    }

    @Test func `several members are one text`() throws {
        let members =
            try Gzip.deflate(Array(text[..<100])) + Gzip.deflate([]) + Gzip.deflate(Array(text[100...]))
        #expect(try Gzip.inflate(members, limits: limits) == text)
    }

    @Test func `too many members are refused`() throws {
        let member = try Gzip.deflate([1])
        let members = Array(repeatElement(member, count: 5).joined())
        let few = InflateLimits(outputByteCount: 100, memberCount: 4)
        #expect(throws: CompressionError.tooManyMembers(limit: 4)) { try Gzip.inflate(members, limits: few) }
    }

    @Test func `every cut is reported as truncated`() throws {
        let whole = try Gzip.deflate(text) + Gzip.deflate([7])
        let first = try Gzip.deflate(text).count
        for length in 0..<whole.count where length != first {
            #expect(throws: CompressionError.truncated) {
                try Gzip.inflate(Array(whole[..<length]), limits: limits)
            }
        }
    }

    @Test func `every flipped byte gives an error or the same text`() throws {
        let whole = try Gzip.deflate(Array(text[..<500]))
        for index in whole.indices {
            var damaged = whole
            damaged[index] ^= 0x55
            let result = try? Gzip.inflate(damaged, limits: limits)
            #expect(result == nil || result == Array(text[..<500]))
        }
    }

    @Test func `garbage behind the end is refused unless it is to be ignored`() throws {
        let padded = try Gzip.deflate(text) + [0, 0, 0]
        #expect(throws: CompressionError.trailingBytes) { try Gzip.inflate(padded, limits: limits) }
        #expect(try Gzip.inflate(padded, limits: limits, ignoringTrailingBytes: true) == text)
    }

    @Test func `output stops at the limit`() throws {
        let exact = InflateLimits(outputByteCount: text.count)
        let less = InflateLimits(outputByteCount: text.count - 1)
        let small = try Gzip.deflate(text)
        #expect(try Gzip.inflate(small, limits: exact) == text)
        #expect(throws: CompressionError.outputTooLarge(limit: text.count - 1)) {
            try Gzip.inflate(small, limits: less)
        }
    }

    @Test func `a bomb stops at its ratio`() throws {
        let bomb = try Gzip.deflate([UInt8](repeating: 0, count: 20 << 20))
        #expect(throws: CompressionError.ratioTooHigh(limit: 200)) { try Gzip.inflate(bomb, limits: .upload) }
    }

    @Test func `random bytes never inflate`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
            for _ in 0..<60 { bytes.append(UInt8.random(in: 0...255, using: &random)) }
            #expect(throws: CompressionError.self) { try Gzip.inflate(bytes, limits: limits) }
        }
    }
}
