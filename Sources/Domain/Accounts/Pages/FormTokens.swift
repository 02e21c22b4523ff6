import Crypto
import Kernel

/// Proofs that a form was sent by a page of ours, to this browser: a signed token in the form's hidden field
/// that is bound to a cookie, and to the session that the page was shown to.
struct FormTokens {
    static let lifetimeSeconds: Int64 = 3600

    private let keys: SigningKeys
    private let clock: WallClock

    init(keys: SigningKeys, clock: WallClock) {
        self.keys = keys
        self.clock = clock
    }

    /// The hidden field of a page for a browser with this cookie, and this session if it has one.
    func sign(cookie: String, session: SessionID?) -> String {
        let now = clock.unixSeconds
        var claims = TokenClaims(issuedAt: now, expiresAt: now + FormTokens.lifetimeSeconds)
        claims.set("aud", TokenAudience.form.rawValue)
        claims.set("non", SHA256.digest(of: cookie).hex)
        claims.set("sid", session?.rawValue ?? 0)
        return keys.sign(claims)
    }

    /// Whether a hidden field came from such a page.
    func isGood(_ token: String?, cookie: String?, session: SessionID?) -> Bool {
        guard let token, let cookie, !cookie.isEmpty,
            let claims = try? keys.verify(token, at: clock.unixSeconds),
            claims.text("aud") == TokenAudience.form.rawValue, let bound = claims.text("non"),
            claims.integer("sid") == session?.rawValue ?? 0
        else { return false }
        return ConstantTime.equal(bound, SHA256.digest(of: cookie).hex)
    }
}
