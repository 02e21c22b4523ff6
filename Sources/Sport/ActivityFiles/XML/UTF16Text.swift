/// Turns UTF-16 into UTF-8 before libxml2 sees it, so that every check on bytes has one encoding to deal
/// with.
enum UTF16Text {
    enum ByteOrder {
        case bigEndian
        case littleEndian
    }

    /// By the byte order mark, or by `<` as the first character; nil for what isn't UTF-16.
    static func byteOrder(of bytes: [UInt8]) -> ByteOrder? {
        guard bytes.count >= 4 else { return nil }
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0xff, 0xfe, 0, 0): return nil
        case (0xff, 0xfe, _, _), (0x3c, 0, 1..., 0): return .littleEndian
        case (0xfe, 0xff, _, _), (0, 0x3c, 0, 1...): return .bigEndian
        default: return nil
        }
    }

    /// The text in UTF-8 without a byte order mark; lone surrogates become U+FFFD.
    static func utf8(of bytes: [UInt8], _ order: ByteOrder) -> [UInt8] {
        let high = order == .bigEndian ? 0 : 1
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
            units.append(UInt16(bytes[offset + high]) << 8 | UInt16(bytes[offset + 1 - high]))
        }
        if units.first == 0xfeff { units.removeFirst() }
        var output: [UInt8] = []
        output.reserveCapacity(units.count + units.count / 8)
        _ = transcode(
            units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false
        ) { output.append($0) }
        return output
    }
}
