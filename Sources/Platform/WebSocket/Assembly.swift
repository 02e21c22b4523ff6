/// What is half received: a frame's header, its payload, and the fragments before it. Made with the first
/// byte of a message and dropped with its last, so that idle connections have none.
final class Assembly {
    private(set) var header: [UInt8] = []
    /// How many bytes the header will have, as far as is known.
    private(set) var headerBytes = 2

    /// The frame whose header was read.
    struct Frame {
        var opcode: WebSocketFrame.Opcode
        var isFinal: Bool
        var remaining: Int
        var mask: UInt32
        /// How many bytes were unmasked already, which turns the mask.
        var offset = 0
    }

    var frame: Frame?
    /// The kind of the message whose fragments are coming.
    var messageKind: WebSocketFrame.Opcode?
    var message: [UInt8] = []
    var fragments = 0
    var text = UTF8Validator()
    var control: [UInt8] = []

    /// True when nothing is half received.
    var isIdle: Bool {
        frame == nil && messageKind == nil && header.isEmpty
    }

    /// Takes one byte of a header; true when the header is whole. Throws what is wrong as soon as it shows.
    func takeHeader(_ byte: UInt8, limits: WebSocketLimits) throws(CloseFailure) -> Bool {
        header.append(byte)
        switch header.count {
        case 1: try checkFirst(byte)
        case 2: try checkSecond(byte)
        default: break
        }
        guard header.count == headerBytes else { return false }
        try beginFrame(limits)
        return true
    }

    private func checkFirst(_ byte: UInt8) throws(CloseFailure) {
        guard byte & 0x70 == 0 else { throw CloseFailure(.protocolError, "reserved bits") }
        guard let opcode = WebSocketFrame.Opcode(rawValue: byte & 0x0f) else {
            throw CloseFailure(.protocolError, "reserved opcode")
        }
        let isFinal = byte & 0x80 != 0
        switch opcode {
        case .continuation:
            guard messageKind != nil else { throw CloseFailure(.protocolError, "nothing to continue") }
        case .text, .binary:
            guard messageKind == nil else { throw CloseFailure(.protocolError, "a message inside a message") }
        case .close, .ping, .pong:
            guard isFinal else { throw CloseFailure(.protocolError, "fragmented control frame") }
        }
    }

    private func checkSecond(_ byte: UInt8) throws(CloseFailure) {
        guard byte & 0x80 != 0 else { throw CloseFailure(.protocolError, "not masked") }
        let isControl = header[0] & 0x08 != 0
        switch byte & 0x7f {
        case 126, 127:
            guard !isControl else { throw CloseFailure(.protocolError, "long control frame") }
            headerBytes = byte & 0x7f == 126 ? 8 : 14
        default: headerBytes = 6
        }
    }

    private func beginFrame(_ limits: WebSocketLimits) throws(CloseFailure) {
        let length = try payloadLength()
        let mask = header.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let opcode = WebSocketFrame.Opcode(rawValue: header[0] & 0x0f) ?? .close
        if opcode.isControl {
            control = []
        } else {
            try beginDataFrame(opcode, length, limits)
        }
        frame = Frame(opcode: opcode, isFinal: header[0] & 0x80 != 0, remaining: length, mask: mask)
        header.removeAll(keepingCapacity: true)
        headerBytes = 2
    }

    private func payloadLength() throws(CloseFailure) -> Int {
        let short = Int(header[1] & 0x7f)
        guard short >= 126 else { return short }
        let extended = header[2..<headerBytes - 4].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard extended >> 63 == 0, extended >= (short == 126 ? 126 : 0x10000) else {
            throw CloseFailure(.protocolError, "length")
        }
        return Int(extended)
    }

    private func beginDataFrame(
        _ opcode: WebSocketFrame.Opcode, _ length: Int, _ limits: WebSocketLimits
    ) throws(CloseFailure) {
        guard length <= limits.frameBytes, message.count + length <= limits.messageBytes else {
            throw CloseFailure(.tooLarge, "message too large")
        }
        fragments += 1
        guard fragments <= limits.fragments else { throw CloseFailure(.tooLarge, "too many fragments") }
        if opcode != .continuation { messageKind = opcode }
    }

    // MARK: payload

    /// Unmasks as much of the frame's payload as is there; returns how many bytes that is.
    func takePayload(_ bytes: UnsafeRawBufferPointer) throws(CloseFailure) -> Int {
        guard var frame else { return 0 }
        let count = min(frame.remaining, bytes.count)
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        if frame.opcode.isControl {
            Mask.append(piece, to: &control, mask: frame.mask, offset: frame.offset)
        } else {
            let start = message.count
            Mask.append(piece, to: &message, mask: frame.mask, offset: frame.offset)
            if messageKind == .text {
                let isValid = message.withUnsafeBytes {
                    text.accept(UnsafeRawBufferPointer(rebasing: $0[start...]))
                }
                guard isValid else { throw CloseFailure(.invalidData, "not UTF-8") }
            }
        }
        frame.offset += count
        frame.remaining -= count
        self.frame = frame
        return count
    }
}

/// A reason to end the connection.
struct CloseFailure: Error {
    var code: CloseCode
    var reason: String

    init(_ code: CloseCode, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}

/// The mask that clients put over their payloads (RFC 6455, 5.3).
enum Mask {
    /// Appends unmasked bytes; `mask` has its first byte lowest, `offset` says where in the payload they lie.
    static func append(
        _ bytes: UnsafeRawBufferPointer, to output: inout [UInt8], mask: UInt32, offset: Int
    ) {
        let shift = UInt32(offset & 3) * 8
        let turned = shift == 0 ? mask : mask >> shift | mask << (32 - shift)
        let wide = UInt64(turned) << 32 | UInt64(turned)
        let start = output.count
        output.append(contentsOf: bytes)
        output.withUnsafeMutableBytes { all in
            var index = start
            while index + 8 <= all.count {
                let word = all.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                all.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < all.count {
                all[index] ^= UInt8(truncatingIfNeeded: turned >> (UInt32((index - start) & 3) * 8))
                index += 1
            }
        }
    }
}
