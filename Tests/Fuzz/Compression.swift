// fuzz: Compression
@testable import Compression

/// Whatever claims to be compressed gives bytes within the limits, or an error; in one piece or in many.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let limits = InflateLimits(outputByteCount: 1 << 20, memberCount: 16)
    for format in [DeflateFormat.gzip, .zlib, .raw] {
        let whole = try? Gzip.inflate(bytes, format: format, limits: limits)
        precondition(whole.map { $0.count <= limits.outputByteCount } ?? true, "more than the limit")
        precondition(inPieces(bytes, format, limits) == whole, "pieces differ from the whole")
    }
    if let content = try? Zstd.decompress(bytes, outputLimit: 1 << 20) {
        precondition(content.count <= 1 << 20, "more than the limit")
    }
    return 0
}

private func inPieces(_ bytes: [UInt8], _ format: DeflateFormat, _ limits: InflateLimits) -> [UInt8]? {
    guard let stream = try? InflateStream(format: format, limits: limits) else { return nil }
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 7) {
        let piece = bytes[start..<min(start + 7, bytes.count)]
        guard (try? piece.withUnsafeBytes({ try stream.push($0, into: &output) })) != nil else { return nil }
    }
    return stream.isComplete ? output : nil
}
