package import Crypto
package import Kernel

/// What a signed token is good for; one made for one purpose is refused for the others.
package enum TokenAudience: String, Sendable {
    /// A bearer of the API.
    case api
    /// The cookie of our own pages.
    case page
    /// The hidden field of a form, against requests forged from other sites.
    case form
}

/// Signs and reads access tokens: who, through which session and application, with which scopes.
package struct AccessTokens: Sendable {
    private static let issuer = "slipstream"
    private let keys: SigningKeys

    /// Takes the keys; every server that shares traffic needs the same.
    package init(keys: SigningKeys) {
        self.keys = keys
    }

    /// A token that is good from now until a moment, both in seconds since 1970.
    package func sign(
        _ principal: Principal, audience: TokenAudience = .api, now: Int64, expiresAt: Int64
    ) -> String {
        var claims = TokenClaims(issuedAt: now, expiresAt: expiresAt)
        claims.set("iss", AccessTokens.issuer)
        claims.set("aud", audience.rawValue)
        claims.set("sub", principal.athlete.rawValue)
        claims.set("sid", principal.session.rawValue)
        claims.set("scp", principal.scopes.rawValue)
        if let application = principal.application { claims.set("app", application.rawValue) }
        return keys.sign(claims)
    }

    /// Who a token speaks for, and until when; nil when it isn't good, for whatever reason.
    package func verify(_ token: UnsafeRawBufferPointer, audience: TokenAudience, now: Int64)
        -> VerifiedToken?
    {
        guard let claims = try? keys.verify(token, at: now), claims.text("iss") == AccessTokens.issuer,
            claims.text("aud") == audience.rawValue, let athlete = claims.integer("sub"),
            let session = claims.integer("sid"), let scopes = claims.integer("scp"),
            let expiry = claims.integer("exp")
        else { return nil }
        let principal = Principal(
            athlete: ID(athlete), session: ID(session), application: claims.integer("app").map { ID($0) },
            scopes: Scopes(rawValue: scopes))
        return VerifiedToken(principal: principal, expiresAt: expiry)
    }

    /// Who a token speaks for, and until when; nil when it isn't good.
    package func verify(_ token: String, audience: TokenAudience, now: Int64) -> VerifiedToken? {
        var token = token
        return token.withUTF8 { verify(UnsafeRawBufferPointer($0), audience: audience, now: now) }
    }
}

/// What a good token says.
package struct VerifiedToken: Equatable, Sendable {
    /// Who it speaks for.
    package var principal: Principal
    /// Seconds since 1970.
    package var expiresAt: Int64
}
