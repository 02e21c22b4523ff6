package import EventLoop
package import WebSocket

/// Who is told what happens on a WebSocket. All calls come on the loop; what has to wait goes into
/// `loop.spawn`.
package protocol WebSocketDelegate: AnyObject {
    /// The socket is open: frames may be sent. `chosenProtocol` is the sub-protocol agreed on.
    func opened(_ socket: WebSocketConnection, chosenProtocol: String?)
    /// A whole message came.
    func received(_ message: WebSocketMessage, on socket: WebSocketConnection)
    /// The client takes messages too slowly, and the one at hand was dropped. Unless the delegate decides
    /// otherwise the socket is closed with 1013, so that the client comes back and asks for what it missed.
    func overflowed(_ socket: WebSocketConnection)
    /// The socket is gone; called once, and last. 1006 where there was no closing handshake.
    func closed(_ socket: WebSocketConnection, code: CloseCode)
}

extension WebSocketDelegate {
    /// Nothing.
    package func opened(_ socket: WebSocketConnection, chosenProtocol: String?) {}

    /// Closes with 1013.
    package func overflowed(_ socket: WebSocketConnection) {
        socket.close(.tryAgainLater, reason: "too slow")
    }
}

/// An open WebSocket. While it is idle, nothing is held for it but this object, its stream and its delegate.
package final class WebSocketConnection {
    private let stream: TCPStream
    private let hub: WebSocketHub
    private let limits: WebSocketLimits
    private var delegate: (any WebSocketDelegate)?
    private var machine = WebSocketMachine()
    private var queuedMessages: UInt16 = 0
    private var isClosing = false
    private var isFinished = false
    private var finalCode = CloseCode.abnormal

    /// Where the hub's wheel has it.
    var place = WebSocketHub.Place(bucket: 0, index: 0)
    /// A ping was sent, and nothing came since.
    var awaitsPong = false

    init(_ stream: TCPStream, hub: WebSocketHub, limits: WebSocketLimits, delegate: any WebSocketDelegate) {
        self.stream = stream
        self.hub = hub
        self.limits = limits
        self.delegate = delegate
    }

    func start(chosenProtocol: String?, leftover: [UInt8]) {
        stream.delegate = self
        hub.add(self)
        delegate?.opened(self, chosenProtocol: chosenProtocol)
        if !leftover.isEmpty { leftover.withUnsafeBytes { received($0, on: stream) } }
        if !isFinished { stream.resumeReading() }
    }

    /// True until either side has begun to close.
    package var isOpen: Bool {
        !isClosing && !isFinished
    }

    /// The client's numeric address.
    package var remoteAddress: String {
        stream.remoteAddress
    }

    /// Bytes that the client has not taken yet, beyond what the kernel holds.
    package var queuedByteCount: Int {
        stream.queuedByteCount
    }

    // MARK: sending

    /// Sends a whole frame made by `WebSocketFrame`; one that goes to many is made once. False when the
    /// socket is not open, or when the queue is full and the frame was dropped (`overflowed` was called).
    @discardableResult
    package func send(frame: [UInt8]) -> Bool {
        guard isOpen else { return false }
        guard
            hub.settings.mayQueue(frame.count, behind: stream.queuedByteCount, messages: Int(queuedMessages))
        else {
            hub.countOverflow()
            delegate?.overflowed(self)
            return false
        }
        stream.write(frame)
        if stream.queuedByteCount > 0 { queuedMessages += 1 }
        return true
    }

    /// Sends a text message.
    @discardableResult
    package func send(_ text: String) -> Bool {
        send(frame: WebSocketFrame.text(text))
    }

    /// Begins to close; the end is told to the delegate, at the latest after `closingTime`.
    package func close(_ code: CloseCode = .normal, reason: String = "") {
        guard !isFinished, let frame = machine.close(code, reason: reason) else { return }
        finalCode = code
        isClosing = true
        stream.write(frame)
        hub.loop.schedule(after: hub.settings.closingTime) { [weak self] in self?.cutOff() }
    }

    /// Ends at once, without a handshake.
    func cutOff() {
        stream.close()
    }

    func ping() {
        awaitsPong = true
        if isOpen { stream.write(WebSocketHub.pingFrame) }
    }

}

extension WebSocketConnection: TCPStreamDelegate {
    package func received(_ bytes: UnsafeRawBufferPointer, on stream: TCPStream) {
        guard !isFinished else { return }
        awaitsPong = false
        var actions = hub.takeActions()
        machine.receive(bytes, limits: limits, into: &actions)
        for action in actions { perform(action) }
        hub.giveBack(&actions)
        if stream.queuedByteCount > hub.settings.queueBytes { stream.pauseReading() }
    }

    private func perform(_ action: WebSocketAction) {
        switch action {
        case .message(let message): delegate?.received(message, on: self)
        case .send(let frame): stream.write(frame)
        case .pong: break
        case .finish(let code, _):
            isFinished = true
            finalCode = code
            // What the client sent meanwhile is read and dropped until it closes, too: closing at once would
            // reset the connection, and frames on their way to it could be lost.
            stream.finishWriting()
            hub.loop.schedule(after: hub.settings.closingTime) { [weak self] in self?.cutOff() }
        }
    }

    package func receivedEnd(on stream: TCPStream) {
        stream.close()
    }

    package func drained(_ stream: TCPStream) {
        queuedMessages = 0
        if !isFinished { stream.resumeReading() }
    }

    package func closed(_ stream: TCPStream, error: LoopError?) {
        hub.remove(self)
        isFinished = true
        let delegate = delegate.take()
        delegate?.closed(self, code: finalCode)
    }
}
