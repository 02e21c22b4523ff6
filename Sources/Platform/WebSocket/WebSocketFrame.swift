/// Encodes the frames that a server sends: whole messages, not masked (RFC 6455, 5.2).
package enum WebSocketFrame {
    enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    /// The longest payload of a control frame.
    package static let maxControlBytes = 125

    /// A text message; the bytes have to be UTF-8.
    package static func text(_ bytes: [UInt8]) -> [UInt8] {
        encode(.text, bytes)
    }

    /// A text message.
    package static func text(_ text: String) -> [UInt8] {
        encode(.text, Array(text.utf8))
    }

    /// A binary message.
    package static func binary(_ bytes: [UInt8]) -> [UInt8] {
        encode(.binary, bytes)
    }

    /// A ping with nothing in it.
    package static var ping: [UInt8] {
        encode(.ping, [])
    }

    /// A closing frame; the reason is cut to what fits, at a character's border.
    package static func close(_ code: CloseCode, reason: String = "") -> [UInt8] {
        guard code.maySend else { return encode(.close, []) }
        var payload = [UInt8(code.rawValue >> 8), UInt8(truncatingIfNeeded: code.rawValue)]
        for character in reason {
            guard payload.count + character.utf8.count <= maxControlBytes else { break }
            payload.append(contentsOf: character.utf8)
        }
        return encode(.close, payload)
    }

    static func encode(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(payload.count + 10)
        frame.append(0x80 | opcode.rawValue)
        if payload.count < 126 {
            frame.append(UInt8(payload.count))
        } else {
            let byteCount = payload.count <= 0xffff ? 2 : 8
            frame.append(byteCount == 2 ? 126 : 127)
            for index in (0..<byteCount).reversed() {
                frame.append(UInt8(truncatingIfNeeded: payload.count >> (8 * index)))
            }
        }
        frame.append(contentsOf: payload)
        return frame
    }
}
