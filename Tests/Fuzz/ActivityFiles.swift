// fuzz: ActivityFiles
// with: Fuzz/Shared/Recordings.swift
@testable import ActivityFiles

/// Whatever is uploaded gives recordings, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let recordings = try? ActivityFile.decode(bytes) else { return 0 }
    check(recordings)
    return 0
}
