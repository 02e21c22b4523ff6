// fuzz: ActivityFiles
// with: Fuzz/Shared/Recordings.swift
@testable import ActivityFiles
@testable import Streams

/// Whatever stands in a GPX file gives one recording in order, or an error. The bytes are numbers of pieces
/// that a file is made of: so the fuzzer needn't find out how elements are spelled.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var text = "<gpx>"
    for byte in UnsafeBufferPointer(start: data, count: count) { text += pieces[Int(byte) % pieces.count] }
    guard let recordings = try? ActivityFile.decode(Array(text.utf8)) else { return 0 }
    precondition(recordings.count == 1, "not one recording")
    precondition(recordings[0].streams.count <= recordings[0].recordCount ?? 0, "points out of nowhere")
    check(recordings)
    return 0
}

private let names = [
    "trk", "trkseg", "rte", "wpt", "metadata", "extensions", "TrackPointExtension", "ele", "time", "name",
    "hr",
    "speed", "power", "x:cad", "atemp",
]

private let pieces =
    names.map { "<\($0)>" } + names.map { "</\($0)>" } + [
        "<trkpt lat='47.5' lon='8.25'>", "<trkpt lat='-91' lon='8'>", "<trkpt lat='0' lon='0'>", "<trkpt>",
        "<rtept lat='47.5' lon='8.25'>", "<rtept lat='47.5001' lon='8.25'>", "</trkpt>", "</rtept>", "</gpx>",
        "<time>2024-05-01T06:00:00Z</time>", "<time>2024-05-01T06:00:00.5Z</time>", "<trkpt/>", "<trkseg/>",
        "<time>2024-05-01T08:00:09+02:00</time>", "<time>0000-01-01T00:00:00Z</time>", "<!-- -->", "\0",
        "<time>9999-12-31T23:59:59Z</time>", "1", "-1", "250", "1e300", "NaN", "2024-05-01T06:00:07Z", " ",
        "&",
    ]
