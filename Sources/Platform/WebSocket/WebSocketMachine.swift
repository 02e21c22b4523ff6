/// A whole message from the client; text is valid UTF-8.
package enum WebSocketMessage: Equatable, Sendable {
    case text([UInt8])
    case binary([UInt8])
}

/// What the owner of the connection has to do.
package enum WebSocketAction: Equatable, Sendable {
    case message(WebSocketMessage)
    /// Write this frame.
    case send([UInt8])
    /// The client answered a ping.
    case pong
    /// Close the connection once everything is written; comes once and last.
    case finish(CloseCode, reason: String)
}

/// The server's side of one connection (RFC 6455).
package struct WebSocketMachine {
    private enum Phase: UInt8 {
        /// Messages flow.
        case open
        /// This side has sent a closing frame, and waits for the other's.
        case closing
        case finished
    }

    private var assembly: Assembly?
    private var phase = Phase.open

    /// An open connection, right after the handshake.
    package init() {}

    /// True until a closing frame was sent.
    package var isOpen: Bool { phase == .open }

    /// Takes bytes as they arrive, cut anywhere.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer, limits: WebSocketLimits, into actions: inout [WebSocketAction]
    ) {
        var index = 0
        do throws(CloseFailure) {
            while index < bytes.count, phase != .finished {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[index...])
                index += try step(rest, limits, into: &actions)
            }
        } catch {
            fail(error, into: &actions)
        }
    }

    /// The closing frame to send in order to end the connection; nil when one was sent before. The end comes
    /// as `finish`, when the client has answered; a client that doesn't is the owner's to wait for.
    package mutating func close(_ code: CloseCode, reason: String = "") -> [UInt8]? {
        guard phase == .open else { return nil }
        phase = .closing
        return WebSocketFrame.close(code, reason: reason)
    }

    private mutating func step(
        _ bytes: UnsafeRawBufferPointer, _ limits: WebSocketLimits, into actions: inout [WebSocketAction]
    ) throws(CloseFailure) -> Int {
        let assembly = assembly ?? Assembly()
        self.assembly = assembly
        var used = 0
        if assembly.frame == nil {
            used = 1
            guard try assembly.takeHeader(bytes[0], limits: limits) else { return used }
        }
        used += try assembly.takePayload(UnsafeRawBufferPointer(rebasing: bytes[used...]))
        if let frame = assembly.frame, frame.remaining == 0 {
            assembly.frame = nil
            try end(frame, assembly, into: &actions)
            if assembly.isIdle { self.assembly = nil }
        }
        return used
    }

    private mutating func end(
        _ frame: Assembly.Frame, _ assembly: Assembly, into actions: inout [WebSocketAction]
    ) throws(CloseFailure) {
        switch frame.opcode {
        case .ping:
            if phase == .open { actions.append(.send(WebSocketFrame.encode(.pong, assembly.control))) }
        case .pong: actions.append(.pong)
        case .close: try close(assembly.control, into: &actions)
        case .continuation, .text, .binary:
            if frame.isFinal { try endMessage(assembly, into: &actions) }
        }
    }

    private mutating func endMessage(
        _ assembly: Assembly, into actions: inout [WebSocketAction]
    ) throws(CloseFailure) {
        guard assembly.text.isComplete else { throw CloseFailure(.invalidData, "not UTF-8") }
        if phase == .open {
            let isText = assembly.messageKind == .text
            actions.append(.message(isText ? .text(assembly.message) : .binary(assembly.message)))
        }
        assembly.message = []
        assembly.messageKind = nil
        assembly.fragments = 0
    }

    // MARK: the end

    private mutating func close(_ payload: [UInt8], into actions: inout [WebSocketAction])
        throws(CloseFailure)
    {
        var code = CloseCode.none
        var reason = ""
        if !payload.isEmpty {
            guard payload.count >= 2 else { throw CloseFailure(.protocolError, "closing code") }
            code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
            guard code.maySend else { throw CloseFailure(.protocolError, "closing code") }
            guard let text = String(validating: payload[2...], as: UTF8.self) else {
                throw CloseFailure(.invalidData, "closing reason")
            }
            reason = text
        }
        if phase == .open { actions.append(.send(WebSocketFrame.close(code))) }
        finish(code, reason, into: &actions)
    }

    private mutating func fail(_ failure: CloseFailure, into actions: inout [WebSocketAction]) {
        if phase == .open {
            actions.append(.send(WebSocketFrame.close(failure.code, reason: failure.reason)))
        }
        finish(failure.code, failure.reason, into: &actions)
    }

    private mutating func finish(_ code: CloseCode, _ reason: String, into actions: inout [WebSocketAction]) {
        phase = .finished
        assembly = nil
        actions.append(.finish(code, reason: reason))
    }
}
