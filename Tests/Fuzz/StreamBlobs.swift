// fuzz: Streams
@testable import Compression
@testable import Streams

/// A stored blob that a disk has damaged gives streams or an error, also where the checksum is right.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    for blob in [bytes, sealed(bytes)] {
        guard let streams = try? StreamCodec.decode(blob) else { continue }
        precondition(streams.count <= StreamSet.sampleLimit, "more samples than there may be")
        let query = StreamQuery(types: StreamType.allCases, resolution: .low)
        precondition(!streams.json(query).isEmpty, "streams without an answer")
    }
    return 0
}

/// The bytes behind a header that leads to the columns: magic, version and checksum are as they should be.
private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 16 else { return bytes }
    var blob = bytes
    blob.replaceSubrange(0..<5, with: Array("SLSM".utf8) + [1])
    let head = blob[..<12].withUnsafeBytes { CRC32C.checksum($0) }
    let checksum = blob[16...].withUnsafeBytes { CRC32C.checksum($0, seed: head) }
    for byte in 0..<4 { blob[12 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * byte)) }
    return blob
}
