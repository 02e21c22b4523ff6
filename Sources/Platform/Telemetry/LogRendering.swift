extension [UInt8] {
    /// Appends `,"name":value`, masking values whose name says that they are secrets.
    mutating func appendField(_ name: String, _ value: LogValue) {
        append(UInt8(ascii: ","))
        appendJSON(name)
        append(UInt8(ascii: ":"))
        if namesSecret(name) { return appendJSON(Redacted<Void>.placeholder) }
        switch value {
        case .string(let text): appendJSON(text)
        case .int(let number): append(contentsOf: String(number).utf8)
        case .double(let number) where number.isFinite: append(contentsOf: String(number).utf8)
        case .double(let number): appendJSON(String(number))  // JSON has no infinities
        case .bool(let flag): append(contentsOf: (flag ? "true" : "false").utf8)
        case .null: append(contentsOf: "null".utf8)
        }
    }

    /// Appends a JSON string (RFC 8259, 7), cut at the log's limit on a character's border.
    mutating func appendJSON(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            // Nearly every text is short and plain: one copy.
            if bytes.count <= Log.textLimitBytes, !bytes.contains(where: isEscaped) {
                append(contentsOf: bytes)
            } else {
                appendCarefully(bytes)
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendCarefully(_ bytes: UnsafeBufferPointer<UInt8>) {
        for (index, byte) in bytes.enumerated() {
            if index >= Log.textLimitBytes, byte & 0b1100_0000 != 0b1000_0000 {
                append(contentsOf: "…".utf8)
                return
            }
            appendEscaped(byte)
        }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case UInt8(ascii: "\n"): append(contentsOf: #"\n"#.utf8)
        case UInt8(ascii: "\r"): append(contentsOf: #"\r"#.utf8)
        case UInt8(ascii: "\t"): append(contentsOf: #"\t"#.utf8)
        case 0..<0x20, 0x7F:
            append(contentsOf: #"\u00"#.utf8)
            appendHex(byte)
        default: append(byte)
        }
    }

    /// Appends two lower-case hexadecimal digits.
    mutating func appendHex(_ byte: UInt8) {
        for digit in [byte >> 4, byte & 15] { append(digit < 10 ? 48 + digit : 87 + digit) }
    }

    /// Appends `number` in decimal with leading zeros.
    mutating func appendDecimal(_ number: Int, digits: Int) {
        let start = count
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits))
        var rest = number
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            self[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}

private func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
}

private let secretNames: [StaticString] = ["password", "token", "secret", "authorization", "cookie"]

private func namesSecret(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
        for secret in secretNames where bytes.count >= secret.utf8CodeUnitCount {
            let start = bytes.count - secret.utf8CodeUnitCount
            var index = secret.utf8CodeUnitCount - 1
            while index >= 0, bytes[start + index] | 0x20 == secret.utf8Start[index] { index -= 1 }
            if index < 0 { return true }
        }
        return false
    }
}
