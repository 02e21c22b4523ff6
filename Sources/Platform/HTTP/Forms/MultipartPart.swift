/// A part's headers (RFC 7578, 4.2).
package struct MultipartPart: Equatable, Sendable {
    /// The form field's name.
    package var name: String
    /// The file's name as the client gave it, which is not to be trusted as a path; nil for plain fields.
    package var filename: String?
    /// The part's own type; clients need not send one.
    package var contentType: String?

    /// Reads header lines, each ended by CRLF, without the blank line behind them.
    init(headerLines: [UInt8]) throws(MultipartError) {
        name = ""
        var hasDisposition = false
        for line in headerLines.split(separator: 0x0a) {
            guard line.last == 0x0d, let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                throw .malformed
            }
            let name = line[..<colon]
            guard !name.isEmpty, name.allSatisfy(HeadCheck.isToken) else { throw .malformed }
            let value = line[(colon + 1)...].dropLast()
            guard value.allSatisfy(HeadCheck.isFieldByte) else { throw .malformed }
            switch String(decoding: name, as: UTF8.self).lowercased() {
            case "content-disposition":
                guard !hasDisposition else { throw .malformed }
                hasDisposition = true
                try readDisposition(Array(value))
            case "content-type":
                contentType = value.withUnsafeBufferPointer { String(decoding: trimmed($0), as: UTF8.self) }
            default: break
            }
        }
        guard hasDisposition else { throw .malformed }
    }

    private mutating func readDisposition(_ value: [UInt8]) throws(MultipartError) {
        guard let disposition = value.withUnsafeBufferPointer({ HeaderParameters($0) }),
            disposition.value == "form-data", let name = disposition["name"].flatMap(MultipartPart.text)
        else { throw .malformed }
        self.name = name
        if let extended = disposition["filename*"] {
            guard let filename = MultipartPart.extendedText(extended) else { throw .malformed }
            self.filename = filename
        } else if let plain = disposition["filename"] {
            guard let filename = MultipartPart.text(plain) else { throw .malformed }
            self.filename = filename
        }
    }

    /// Text with the three escapes that browsers write (WHATWG HTML, 4.10.21.8); nil unless it is UTF-8.
    private static func text(_ bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        guard bytes.contains(UInt8(ascii: "%")) else { return text }
        var decoded = ""
        var rest = text[...]
        let escapes = [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")]
        while let first = rest.first {
            let escape = first == "%" ? escapes.first { rest.hasPrefix($0.0) } : nil
            decoded += escape?.1 ?? String(first)
            rest = rest.dropFirst(escape == nil ? 1 : 3)
        }
        return decoded
    }

    /// `UTF-8''percent-encoded` (RFC 8187), which RFC 7578 forbids and clients send all the same.
    private static func extendedText(_ bytes: [UInt8]) -> String? {
        let parts = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, String(decoding: parts[0], as: UTF8.self).lowercased() == "utf-8" else {
            return nil
        }
        return Array(parts[2]).withUnsafeBufferPointer { percentDecoded($0, plusIsSpace: false) }
    }
}
