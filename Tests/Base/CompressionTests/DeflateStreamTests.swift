import Compression
import Testing

@Suite struct `streams of deflate` {
    let text = [UInt8](String(repeating: "up and down, ", count: 4000).utf8)

    @Test(arguments: [1, 7, 1000, 30_000])
    func `pieces of any size come back`(pieceByteCount: Int) throws {
        let deflater = try DeflateStream(format: .gzip, level: 1)
        let inflater = try InflateStream(format: .gzip, limits: .upload)
        var small: [UInt8] = []
        var output: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: pieceByteCount * 3) {
            let piece = text[start..<min(start + pieceByteCount * 3, text.count)]
            piece.withUnsafeBytes { deflater.push($0, into: &small) }
        }
        deflater.push(UnsafeRawBufferPointer(start: nil, count: 0), flush: .finish, into: &small)
        for start in stride(from: 0, to: small.count, by: pieceByteCount) {
            let piece = Array(small[start..<min(start + pieceByteCount, small.count)])
            try piece.withUnsafeBytes { try inflater.push($0, into: &output) }
        }
        #expect(inflater.isComplete)
        #expect(output == text)
    }

    @Test func `a sync flush can be read at once`() throws {
        let deflater = try DeflateStream(format: .raw)
        let inflater = try InflateStream(format: .raw, limits: .upload)
        var small: [UInt8] = []
        var output: [UInt8] = []
        text.withUnsafeBytes { deflater.push($0, flush: .sync, into: &small) }
        try small.withUnsafeBytes { try inflater.push($0, into: &output) }
        #expect(output == text)
        #expect(!inflater.isComplete)
        #expect(throws: CompressionError.truncated) { try inflater.finish() }
    }
}
