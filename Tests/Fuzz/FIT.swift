// fuzz: ActivityFiles
@testable import ActivityFiles
@testable import Streams

/// Whatever stands in a FIT file gives recordings in order, or an error. Bytes without a header of their own
/// get one, so that the fuzzer may change how long the file is.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let hasHeader = bytes.dropFirst(8).starts(with: Array(".FIT".utf8))
    guard let recordings = try? ActivityFile.decode(hasHeader ? bytes : headed(bytes)) else { return 0 }
    precondition(!recordings.isEmpty, "neither a recording nor an error")
    for recording in recordings {
        precondition(recording.streams.count > 0, "a recording without samples")
        precondition(recording.streams.time.first == 0, "a recording that doesn't begin at its start")
        let starts = recording.laps.map(\.startMilliseconds)
        precondition(starts == starts.sorted(), "laps out of order")
        for pause in recording.pauses {
            precondition(
                pause.startMilliseconds < pause.endMilliseconds, "a pause that ends before it begins")
        }
        let time = recording.streams.time
        precondition(zip(time, time.dropFirst()).allSatisfy { $0 <= $1 }, "samples out of order")
        guard let blob = try? StreamCodec.encode(recording.streams) else {
            preconditionFailure("decoded streams cannot be stored")
        }
        precondition((try? StreamCodec.decode(blob)) == recording.streams, "stored streams differ")
    }
    return 0
}

private func headed(_ body: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [12, 0x20, 0, 8]
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: body.count >> shift)) }
    return bytes + Array(".FIT".utf8) + body + [0, 0]
}
