// fuzz: Streams
@testable import Streams

/// A stored blob that a disk has damaged gives streams or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    if let streams = try? StreamCodec.decode(bytes) {
        precondition(streams.count <= StreamSet.sampleLimit, "more samples than there may be")
    }
    return 0
}
