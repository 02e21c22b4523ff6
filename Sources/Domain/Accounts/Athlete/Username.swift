package import Kernel

/// A name in one word that only one athlete has: 3 to 30 letters, digits, `_`, `.`, `-`, beginning with a
/// letter, so that it can't be taken for an id.
package struct Username: Equatable, Sendable {
    /// Characters, all of them ASCII.
    package static let lengthRange = 3...30

    /// As it was typed.
    package let text: String
    /// Without regard to case: what is claimed.
    package let folded: String

    /// Checks a name; throws a fault that names the field.
    package init(_ text: String) throws(Fault) {
        let bytes = Array(text.utf8)
        guard Username.lengthRange.contains(bytes.count), let first = bytes.first, Username.isLetter(first),
            bytes.allSatisfy(Username.isAllowed)
        else { throw .invalid("Athlete", "username") }
        self.text = text
        folded = text.lowercased()
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-")
    }
}
