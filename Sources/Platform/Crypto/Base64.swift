/// Base 64 with padding (RFC 4648, 4), decoded strictly.
package enum Base64 {
    private static let alphabet = Base64Alphabet(lastTwo: "+/")

    /// Four characters for each three bytes, padded.
    package static func encode(_ bytes: [UInt8]) -> String {
        var characters: [UInt8] = []
        bytes.withUnsafeBytes { alphabet.append($0, to: &characters) }
        while !characters.count.isMultiple(of: 4) { characters.append(UInt8(ascii: "=")) }
        return String(decoding: characters, as: UTF8.self)
    }

    /// The bytes; nil for a foreign character, wrong padding, or unused bits that are not zero.
    package static func decode(_ text: String) -> [UInt8]? {
        var characters = [UInt8](text.utf8)
        guard characters.count.isMultiple(of: 4) else { return nil }
        for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        return characters.withUnsafeBytes { alphabet.decode($0) }
    }
}

/// Base 64 for URLs, without padding (RFC 4648, 5; RFC 7515, appendix C).
///
/// Decoded strictly: there is one text for each value.
package enum Base64URL {
    private static let alphabet = Base64Alphabet(lastTwo: "-_")

    /// Four characters for each three bytes; the last group has two or three.
    package static func encode(_ bytes: [UInt8]) -> String {
        var characters: [UInt8] = []
        bytes.withUnsafeBytes { append($0, to: &characters) }
        return String(decoding: characters, as: UTF8.self)
    }

    /// The bytes; nil for a foreign character, padding, an impossible length, or unused bits that aren't
    /// zero.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode(UnsafeRawBufferPointer($0)) }
    }

    static func append(_ bytes: UnsafeRawBufferPointer, to characters: inout [UInt8]) {
        alphabet.append(bytes, to: &characters)
    }

    static func decode(_ characters: UnsafeRawBufferPointer) -> [UInt8]? {
        alphabet.decode(characters)
    }
}
