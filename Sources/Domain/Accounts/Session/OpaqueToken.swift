package import Crypto
package import Kernel

/// A secret that is kept as a hash, in text that says where its row is: the owner's and the row's id, and 32
/// random bytes, in base64url. So it is found by primary key, in the part of the database that has the
/// athlete.
///
/// Refresh tokens, authorization codes and links in mails have this form.
package struct OpaqueToken: Sendable {
    static let secretBytes = 32
    /// Every token has this length.
    package static let characterCount = 64

    /// The athlete that it belongs to.
    package let athlete: AthleteID
    /// The row that has its hash.
    package let row: Int64
    private let secret: [UInt8]

    /// Makes a token for a row.
    package init(athlete: AthleteID, row: Int64) {
        self.athlete = athlete
        self.row = row
        secret = SecureRandom.bytes(count: OpaqueToken.secretBytes)
    }

    /// Reads a token; nil when it can't be one.
    package init?(_ text: String) {
        guard text.utf8.count == OpaqueToken.characterCount, let bytes = Base64URL.decode(text) else {
            return nil
        }
        athlete = ID(Self.integer(bytes[0..<8]))
        row = Self.integer(bytes[8..<16])
        secret = Array(bytes[16...])
    }

    /// What is stored: SHA-256 of the secret. Without salt or stretching, since nobody can guess 32 random
    /// bytes.
    package var hash: Digest {
        SHA256.digest(of: secret)
    }

    /// What the holder gets.
    package var text: String {
        Base64URL.encode(Self.bytes(athlete.rawValue) + Self.bytes(row) + secret)
    }

    static func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }

    static func bytes(_ integer: Int64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: integer >> Int64($0)) }
    }
}
