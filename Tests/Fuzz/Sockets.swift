// fuzz: WebSocket
@testable import WebSocket

private let limits = WebSocketLimits(frameBytes: 4096, messageBytes: 8192, fragments: 8)

/// Frames of WebSockets.
///
/// What comes out is the same wherever the bytes are cut, text is UTF-8, messages keep to the limits, and
/// nothing follows the end.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: min(count, 4096))
    var whole = WebSocketMachine()
    var expected: [WebSocketAction] = []
    whole.receive(bytes, limits: limits, into: &expected)
    var pieces = WebSocketMachine()
    var actions: [WebSocketAction] = []
    for index in bytes.indices {
        let piece = UnsafeRawBufferPointer(rebasing: bytes[index..<index + 1])
        pieces.receive(piece, limits: limits, into: &actions)
    }
    precondition(actions == expected, "cut differently")
    for (index, action) in actions.enumerated() { check(action, isLast: index == actions.count - 1) }
    return 0
}

private func check(_ action: WebSocketAction, isLast: Bool) {
    switch action {
    case .message(.text(let bytes)):
        precondition(bytes.count <= limits.messageBytes && String(validating: bytes, as: UTF8.self) != nil)
    case .message(.binary(let bytes)): precondition(bytes.count <= limits.messageBytes)
    case .send(let frame): precondition(frame.count <= 2 + WebSocketFrame.maxControlBytes)
    case .pong: break
    case .finish: precondition(isLast, "something follows the end")
    }
}
