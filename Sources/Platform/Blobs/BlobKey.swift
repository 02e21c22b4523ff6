package import Crypto

/// The name of a blob: the SHA-256 of its content, written as 64 hexadecimal digits.
package struct BlobKey: Sendable, Hashable, CustomStringConvertible {
    /// The SHA-256 of the content.
    package let digest: Digest

    /// The key of content with this digest.
    package init(_ digest: Digest) {
        self.digest = digest
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    package init?(hex: String) {
        guard let digest = Hex.decode(hex).flatMap(Digest.init) else { return nil }
        self.init(digest)
    }

    package var description: String { digest.hex }
}
