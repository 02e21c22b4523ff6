/// Takes the framing off a chunked body (RFC 9112, 7.1), strictly: what is not exactly in the grammar, and
/// what spends more bytes on framing than any honest client, is refused.
struct ChunkedDecoder {
    /// Hexadecimal digits of a chunk's size.
    static let maxSizeDigits = 8
    /// Bytes of chunk extensions in a body.
    static let maxExtensionBytes = 1024
    /// Bytes of trailer fields, which are read and dropped.
    static let maxTrailerBytes = 4096
    /// Framing bytes that a body may have beyond `maxOverheadRatio`.
    static let freeOverheadBytes = 16 * 1024
    /// Framing bytes for each byte of data.
    static let maxOverheadRatio = 8

    private enum Phase {
        case size, sizeExtension, sizeEnd, data, dataReturn, dataEnd
        case trailerStart, trailer, trailerEnd, finalEnd, done
    }

    private var phase = Phase.size
    private var sizeDigits = 0
    private var remaining = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var overheadBytes = 0
    private var dataBytes = 0

    /// True when the last chunk and the trailers were read.
    var isDone: Bool {
        phase == .done
    }

    /// Hands out the data in `bytes`, and returns how many bytes belong to the body.
    mutating func decode(
        _ bytes: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) -> Void
    ) throws(HeadError) -> Int {
        var index = 0
        while index < bytes.count, phase != .done {
            if phase == .data {
                let count = min(remaining, bytes.count - index)
                receive(UnsafeRawBufferPointer(rebasing: bytes[index..<index + count]))
                remaining -= count
                dataBytes += count
                index += count
                if remaining == 0 { phase = .dataReturn }
            } else {
                try step(bytes[index])
                index += 1
            }
        }
        return index
    }

    private mutating func step(_ byte: UInt8) throws(HeadError) {
        overheadBytes += 1
        let allowed = ChunkedDecoder.freeOverheadBytes + dataBytes * ChunkedDecoder.maxOverheadRatio
        guard overheadBytes <= allowed else { throw .malformed("chunks too small") }
        switch phase {
        case .size: try readSize(byte)
        case .sizeExtension: try readExtension(byte)
        case .sizeEnd:
            try expect(byte, 0x0a)
            phase = remaining == 0 ? .trailerStart : .data
            sizeDigits = 0
        case .dataReturn: try expect(byte, 0x0d, then: .dataEnd)
        case .dataEnd: try expect(byte, 0x0a, then: .size)
        case .trailerStart: try beginTrailer(byte)
        case .trailer: try readTrailer(byte)
        case .trailerEnd: try expect(byte, 0x0a, then: .trailerStart)
        case .finalEnd: try expect(byte, 0x0a, then: .done)
        case .data, .done: break
        }
    }

    private func expect(_ byte: UInt8, _ expected: UInt8) throws(HeadError) {
        guard byte == expected else { throw .malformed("chunk") }
    }

    private mutating func expect(_ byte: UInt8, _ expected: UInt8, then next: Phase) throws(HeadError) {
        try expect(byte, expected)
        phase = next
    }

    private mutating func readSize(_ byte: UInt8) throws(HeadError) {
        if let digit = hexDigit(byte) {
            guard sizeDigits < ChunkedDecoder.maxSizeDigits else { throw .malformed("chunk size") }
            remaining = remaining << 4 | Int(digit)
            sizeDigits += 1
            return
        }
        guard sizeDigits > 0 else { throw .malformed("chunk size") }
        switch byte {
        case 0x0d: phase = .sizeEnd
        case UInt8(ascii: ";"): phase = .sizeExtension
        default: throw .malformed("chunk size")
        }
    }

    private mutating func readExtension(_ byte: UInt8) throws(HeadError) {
        extensionBytes += 1
        guard extensionBytes <= ChunkedDecoder.maxExtensionBytes else { throw .malformed("chunk extensions") }
        if byte == 0x0d {
            phase = .sizeEnd
        } else if !HeadCheck.isFieldByte(byte) {
            throw .malformed("chunk extension")
        }
    }

    private mutating func beginTrailer(_ byte: UInt8) throws(HeadError) {
        if byte == 0x0d {
            phase = .finalEnd
        } else {
            guard HeadCheck.isToken(byte) else { throw .malformed("trailer") }
            phase = .trailer
        }
    }

    private mutating func readTrailer(_ byte: UInt8) throws(HeadError) {
        trailerBytes += 1
        guard trailerBytes <= ChunkedDecoder.maxTrailerBytes else { throw .malformed("trailers") }
        if byte == 0x0d {
            phase = .trailerEnd
        } else if !HeadCheck.isFieldByte(byte) {
            throw .malformed("trailer")
        }
    }
}
