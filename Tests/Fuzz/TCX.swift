// fuzz: ActivityFiles
// with: Fuzz/Shared/Recordings.swift
@testable import ActivityFiles

/// Whatever stands in a TCX file gives recordings in order, or an error. Bytes that don't begin with `<` are
/// numbers of pieces that a file is made of: so the fuzzer needn't find out how elements are spelled.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let content = bytes.first == UInt8(ascii: "<") ? bytes : assembled(bytes)
    guard let recordings = try? ActivityFile.decode(content) else { return 0 }
    check(recordings)
    return 0
}

private func assembled(_ bytes: [UInt8]) -> [UInt8] {
    var text = "<TrainingCenterDatabase>"
    for byte in bytes {
        let piece = pieces[Int(byte) % pieces.count]
        text += byte < 128 || !piece.hasPrefix("<") ? piece : "</" + piece.dropFirst()
    }
    return Array(text.utf8)
}

private let pieces =
    TCXElement.names.map { "<\($0.key)>" } + [
        "2024-05-01T06:00:00Z", "2024-05-01T06:00:01.5+02:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
        "0", "1", "-1", "47.5", "181", "1e300", "100000000", "NaN", "Manual", " ", "&lt;", "&x;", "\0",
        "<Lap StartTime='2024-05-01T06:00:00Z'>", "<Activity Sport='Running'>", "<!-- -->", "<![CDATA[",
        "]]>",
        "<Trackpoint><Time>2024-05-01T06:00:02Z</Time>", "<Trackpoint><Time>2024-05-01T06:00:09Z</Time>",
    ]
