// fuzz: HTTP
@testable import HTTP

/// Multipart bodies, urlencoded forms, and header parameters.
///
/// Parts are the same wherever the body is cut, and no more comes out than went in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: min(count, 4096)))
    let whole = parse([bytes])
    let pieces = parse(bytes.map { [$0] })
    precondition(whole == pieces, "cut differently")
    if let form = try? FormFields(decoding: bytes) {
        let size = form.all.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        precondition(size <= bytes.count && form.all.count <= FormFields.maxFields)
    }
    bytes.withUnsafeBufferPointer { _ = HeaderParameters($0) }
    return 0
}

/// The parts and their contents, or nil where the body is refused.
private func parse(_ pieces: [[UInt8]]) -> [String]? {
    var parser = MultipartParser(boundary: Array("X".utf8), limits: MultipartLimits())
    var events: [MultipartParser.Event] = []
    for piece in pieces {
        guard (try? parser.parse(piece, into: &events)) != nil else { return nil }
    }
    var parts: [String] = []
    for event in events {
        switch event {
        case .begin(let part): parts.append("\(part) ")
        case .data(let bytes): parts[parts.count - 1] += bytes.map { "\($0) " }.joined()
        case .end: parts[parts.count - 1] += "end"
        }
    }
    return parts + [parser.isDone ? "done" : "unfinished"]
}
