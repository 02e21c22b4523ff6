import Crypto

/// The challenge of PKCE (RFC 7636): who exchanges a code proves to be who asked for it. Only S256; `plain`
/// would prove nothing to who has seen the request.
struct CodeChallenge: Equatable {
    private static let verifierLengths = 43...128

    /// Base64url of a SHA-256.
    let text: String

    /// Reads a challenge; nil when it can't be one.
    init?(_ text: String) {
        guard Base64URL.decode(text)?.count == Digest.byteCount else { return nil }
        self.text = text
    }

    /// Whether a verifier is the one that the challenge was made of.
    func isMet(by verifier: String?) -> Bool {
        guard let verifier, CodeChallenge.verifierLengths.contains(verifier.utf8.count) else { return false }
        return ConstantTime.equal(Base64URL.encode(SHA256.digest(of: verifier).bytes), text)
    }
}
