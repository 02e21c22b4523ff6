/// A header value of the form `value; name=token; name="quoted"` (RFC 9110, 5.6.6).
struct HeaderParameters {
    /// What stands before the first semicolon, in small letters.
    private(set) var value = ""
    private var parameters: [(name: String, value: [UInt8])] = []

    /// Reads a header's value; nil where its grammar is broken.
    init?(_ bytes: Bytes) {
        var index = bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
        value = String(decoding: trimmed(Bytes(rebasing: bytes[..<index])), as: UTF8.self).lowercased()
        while index < bytes.count {
            index += 1
            while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
            if index == bytes.count { return }
            guard let end = readParameter(bytes, from: index) else { return nil }
            index = end
        }
    }

    /// The first parameter of that name, given in small letters.
    subscript(name: String) -> [UInt8]? {
        parameters.first { $0.name == name }?.value
    }

    /// Returns where the semicolon behind the parameter is, or the end.
    private mutating func readParameter(_ bytes: Bytes, from start: Int) -> Int? {
        var index = start
        while index < bytes.count, HeadCheck.isToken(bytes[index]) { index += 1 }
        guard index > start, index < bytes.count, bytes[index] == UInt8(ascii: "=") else { return nil }
        let name = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
        index += 1
        var value: [UInt8] = []
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            guard let end = readQuoted(bytes, from: index + 1, into: &value) else { return nil }
            index = end
        } else {
            while index < bytes.count, bytes[index] != UInt8(ascii: ";") {
                value.append(bytes[index])
                index += 1
            }
            while value.last == 0x20 || value.last == 0x09 { value.removeLast() }
        }
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        guard index == bytes.count || bytes[index] == UInt8(ascii: ";") else { return nil }
        parameters.append((name, value))
        return index
    }

    /// Returns where the text goes on behind the closing quote. A backslash escapes a quote or a backslash
    /// only: old browsers send paths of Windows unescaped.
    private func readQuoted(_ bytes: Bytes, from start: Int, into value: inout [UInt8]) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { return index + 1 }
            if byte == UInt8(ascii: "\\"), index + 1 < bytes.count,
                bytes[index + 1] == UInt8(ascii: "\"") || bytes[index + 1] == UInt8(ascii: "\\")
            {
                index += 1
            }
            value.append(bytes[index])
            index += 1
        }
        return nil
    }
}
