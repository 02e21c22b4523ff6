import COpenSSL

/// SHA-256 (FIPS 180-4), incremental; a value, so that a half-done state can be copied and continued twice.
package struct SHA256: Sendable {
    static let blockByteCount = 64

    private var state = SHA256_CTX()

    /// Starts with nothing.
    package init() {
        SHA256_Init(&state)
    }

    /// Adds bytes; may be called as often as needed.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        SHA256_Update(&state, bytes.baseAddress, bytes.count)
    }

    /// Adds bytes; may be called as often as needed.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of everything added so far; further updates continue from there.
    package func finalized() -> Digest {
        var copy = state
        return Digest { SHA256_Final($0, &copy) }
    }

    /// The digest of a whole message.
    package static func digest(of message: UnsafeRawBufferPointer) -> Digest {
        var hash = SHA256()
        hash.update(message)
        return hash.finalized()
    }

    /// The digest of a whole message.
    package static func digest(of message: [UInt8]) -> Digest {
        message.withUnsafeBytes { digest(of: $0) }
    }

    /// The digest of a text's UTF-8 bytes: what is stored of a secret token.
    package static func digest(of text: String) -> Digest {
        var text = text
        return text.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }
}
