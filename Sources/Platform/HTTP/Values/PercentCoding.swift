/// Decodes `%41`, and `+` as a space where the text is a form's; nil for a broken escape, for a NUL, and for
/// what is not UTF-8 (RFC 3986, 2.1; WHATWG URL, 5.1).
func percentDecoded(_ bytes: Bytes, plusIsSpace: Bool) -> String? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        var byte = bytes[index]
        if byte == UInt8(ascii: "%") {
            guard index + 2 < bytes.count, let high = hexDigit(bytes[index + 1]),
                let low = hexDigit(bytes[index + 2])
            else { return nil }
            byte = high << 4 | low
            index += 2
        } else if byte == UInt8(ascii: "+"), plusIsSpace {
            byte = 0x20
        }
        guard byte != 0 else { return nil }
        decoded.append(byte)
        index += 1
    }
    return String(validating: decoded, as: UTF8.self)
}

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// Reads decimal digits and nothing else; nil for other text, and for numbers of more than 63 bits.
func decimalInt64(_ bytes: Bytes) -> Int64? {
    guard !bytes.isEmpty, bytes.count <= 19 else { return nil }
    var value: UInt64 = 0
    for byte in bytes {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + UInt64(byte - 0x30)
    }
    return Int64(exactly: value)
}
