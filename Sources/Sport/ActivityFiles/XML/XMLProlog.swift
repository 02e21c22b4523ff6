/// Reads the beginning of an XML file as far as its first element, to see what it is before anything is
/// parsed.
struct XMLProlog {
    /// What comes first.
    enum Root: Equatable {
        /// The local name of the first element.
        case element(String)
        /// The name in a document type declaration.
        case doctype(String)
    }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }

    /// Nil where there is no element in these bytes.
    mutating func root() -> Root? {
        while let start = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) {
            offset = start + 1
            if skip("?") {
                guard skip(behind: "?>") else { return nil }
            } else if skip("!--") {
                guard skip(behind: "-->") else { return nil }
            } else if skip("!DOCTYPE") {
                skipSpaces()
                return .doctype(name())
            } else {
                let name = name()
                return name.isEmpty ? nil : .element(String(name.split(separator: ":").last ?? ""))
            }
        }
        return nil
    }

    /// The encoding in the XML declaration in lower case, nil where there is none.
    mutating func declaredEncoding() -> String? {
        guard let start = bytes.firstIndex(of: UInt8(ascii: "<")) else { return nil }
        offset = start + 1
        guard skip("?xml"), let end = bytes[offset...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let text = String(decoding: bytes[offset..<end], as: UTF8.self).lowercased()
        guard let found = text.range(of: "encoding") else { return nil }
        let value = text[found.upperBound...].drop { $0 == " " || $0 == "=" || $0 == "\t" }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        return String(value.dropFirst().prefix { $0 != quote })
    }

    private mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        for index in 0..<count where bytes[offset + index] != text.utf8Start[index] { return false }
        offset += count
        return true
    }

    private mutating func skip(behind text: StaticString) -> Bool {
        while offset < bytes.count {
            if skip(text) { return true }
            offset += 1
        }
        return false
    }

    private mutating func skipSpaces() {
        while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
    }

    private func name() -> String {
        let name = bytes[offset...].prefix {
            !Self.isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "[")
        }
        return String(decoding: name.prefix(64), as: UTF8.self)
    }
}

extension String {
    /// Where `text` occurs first.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
