import EventLoop
import HTTP
import WebSocket

/// A WebSocket that sends back what it gets, for conformance suites; its limits are lifted as they need it.
final class EchoSocket: WebSocketDelegate {
    static let limits = WebSocketLimits(
        frameBytes: 32 * 1024 * 1024, messageBytes: 32 * 1024 * 1024, fragments: 100_000)

    /// A hub whose queues hold what a suite sends without waiting for answers.
    static func hub(on loop: EventLoop) -> WebSocketHub {
        var settings = WebSocketSettings()
        settings.queueMessages = 10_000
        settings.queueBytes = 64 * 1024 * 1024
        return WebSocketHub(loop: loop, settings: settings)
    }

    func received(_ message: WebSocketMessage, on socket: WebSocketConnection) {
        switch message {
        case .text(let bytes): _ = socket.send(frame: WebSocketFrame.text(bytes))
        case .binary(let bytes): _ = socket.send(frame: WebSocketFrame.binary(bytes))
        }
    }

    func closed(_ socket: WebSocketConnection, code: CloseCode) {}
}
