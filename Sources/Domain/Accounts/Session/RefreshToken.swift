package import Crypto
package import Kernel

/// What gets a new access token, once: the next refresh token comes with it, and the old one is dead.
///
/// All tokens of a session share a family secret, and each has a secret of its own. Who shows the right
/// family and the wrong token holds one that was used before: it was stolen, from one side or the other, and
/// the session ends (RFC 9700, 4.14.2). So no list of used tokens is needed, and nobody can end a session by
/// guessing.
package struct RefreshToken: Sendable {
    private static let familyBytes = 16
    private static let secretBytes = 32
    /// Every token has this length.
    package static let characterCount = 86

    /// Where its hash is kept.
    package let athlete: AthleteID
    package let session: SessionID
    private let family: [UInt8]
    private let secret: [UInt8]

    /// The first token of a session.
    package init(athlete: AthleteID, session: SessionID) {
        self.athlete = athlete
        self.session = session
        family = SecureRandom.bytes(count: RefreshToken.familyBytes)
        secret = SecureRandom.bytes(count: RefreshToken.secretBytes)
    }

    /// The token that comes after one.
    package init(after token: RefreshToken) {
        athlete = token.athlete
        session = token.session
        family = token.family
        secret = SecureRandom.bytes(count: RefreshToken.secretBytes)
    }

    /// Reads a token; nil when it can't be one.
    package init?(_ text: String) {
        guard text.utf8.count == RefreshToken.characterCount, let bytes = Base64URL.decode(text) else {
            return nil
        }
        athlete = ID(OpaqueToken.integer(bytes[0..<8]))
        session = ID(OpaqueToken.integer(bytes[8..<16]))
        family = Array(bytes[16..<32])
        secret = Array(bytes[32...])
    }

    /// What is stored of the family.
    package var familyHash: Digest {
        SHA256.digest(of: family)
    }

    /// What is stored of the token.
    package var hash: Digest {
        SHA256.digest(of: family + secret)
    }

    /// What the holder gets.
    package var text: String {
        Base64URL.encode(
            OpaqueToken.bytes(athlete.rawValue) + OpaqueToken.bytes(session.rawValue) + family + secret)
    }
}
