// fuzz: ActivityFiles
@testable import ActivityFiles
@testable import Streams

/// Whatever is uploaded gives recordings whose streams can be stored and read again, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let recordings = try? ActivityFile.decode(bytes) else { return 0 }
    precondition(!recordings.isEmpty, "neither a recording nor an error")
    for recording in recordings {
        guard let blob = try? StreamCodec.encode(recording.streams) else {
            preconditionFailure("decoded streams cannot be stored")
        }
        precondition((try? StreamCodec.decode(blob)) == recording.streams, "stored streams differ")
    }
    return 0
}
