// fuzz: HTTP
@testable import HTTP

private let parser = HeadParser(limits: ServerLimits())

/// Heads of requests and chunked bodies.
///
/// A head is the same wherever it is cut, what is accepted has one way to be framed, and data that come out
/// of
/// chunks are never more than what went in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: min(count, 4096))
    fuzzHead(bytes)
    fuzzChunks(bytes)
    return 0
}

private func fuzzHead(_ bytes: UnsafeRawBufferPointer) {
    var whole = HeadScanner()
    guard let progress = try? whole.scan(bytes) else { return }
    var pieces = HeadScanner()
    var found = HeadScanner.Progress.incomplete
    for end in 0...bytes.count where found == .incomplete {
        guard let next = try? pieces.scan(UnsafeRawBufferPointer(rebasing: bytes[..<end])) else {
            preconditionFailure("refused in pieces only")
        }
        found = next
    }
    precondition(found == progress, "cut differently")
    guard case .complete(let byteCount, let lineCount) = progress, lineCount > 0 else { return }
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<byteCount])
    guard let request = try? parser.parse(head, lineCount: lineCount) else { return }
    check(request)
}

private func check(_ request: RequestHead) {
    let lengths = request.headers.values(of: .contentLength)
    let codings = request.headers.values(of: .transferEncoding)
    precondition(lengths.count + codings.count <= 1, "two framings")
    if request.framing == .chunked { precondition(codings.count == 1) }
    precondition(request.isVersion10 || request.headers.values(of: .host).count == 1)
    for (name, value) in request.headers.all {
        precondition(!name.isEmpty && name.utf8.allSatisfy(HeadCheck.isToken))
        precondition(value.utf8.allSatisfy { $0 != 0 && $0 != 0x0a && $0 != 0x0d })
    }
    request.headers.storage.withTarget { precondition(pathEnd(of: $0) <= $0.count && !$0.contains(0x20)) }
}

private func fuzzChunks(_ bytes: UnsafeRawBufferPointer) {
    var whole = ChunkedDecoder()
    var expected: [UInt8] = []
    let used = try? whole.decode(bytes) { expected.append(contentsOf: $0) }
    precondition(expected.count <= bytes.count)
    var pieces = ChunkedDecoder()
    var data: [UInt8] = []
    var index = 0
    while index < bytes.count, !pieces.isDone {
        let piece = UnsafeRawBufferPointer(rebasing: bytes[index..<index + 1])
        guard let count = try? pieces.decode(piece, { data.append(contentsOf: $0) }) else {
            precondition(used == nil, "refused in pieces only")
            return
        }
        index += count
    }
    precondition(used != nil && data == expected && pieces.isDone == whole.isDone, "cut differently")
}
