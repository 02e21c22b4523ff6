// fuzz: Geo
@testable import Geo

/// Any text gives a line on the earth or an error; a line survives being written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    guard let line = try? EncodedPolyline.decode(text) else { return 0 }
    precondition(line.allSatisfy(\.isValid), "a point that isn't on the earth")
    let again = try? EncodedPolyline.decode(EncodedPolyline.encode(line))
    precondition(again == line, "the line changed")
    precondition(Simplification.simplify(line, pointLimit: 10).count <= 10, "too many points")
    precondition(line.isEmpty || BoundingBox(around: line) != nil, "a line without a box")
    return 0
}
