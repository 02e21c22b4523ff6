package import Kernel

/// Tells who holds a token, without asking anybody: from the tokens that were seen before, else by its
/// signature, and from the list of sessions that ended. Confined to its loop.
package final class Authenticator {
    private let tokens: AccessTokens
    private let clock: WallClock
    private let revocations: RevocationList
    private var cache = TokenCache()

    /// Makes the authenticator of one loop.
    package init(tokens: AccessTokens, revocations: RevocationList, clock: WallClock) {
        self.tokens = tokens
        self.revocations = revocations
        self.clock = clock
    }

    /// Whether the list of ended sessions has been read; before that tokens can't be told apart.
    package var isReady: Bool {
        revocations.isComplete
    }

    /// Who a bearer token speaks for; nil when it isn't good (any more), for whatever reason.
    package func principal(bearing token: UnsafeRawBufferPointer) -> Principal? {
        let now = clock.unixSeconds
        guard let verified = cache.find(token) ?? verify(token, now: now), now < verified.expiresAt,
            !revocations.contains(verified.principal.session)
        else { return nil }
        return verified.principal
    }

    /// Who a bearer token speaks for; nil when it isn't good (any more), for whatever reason.
    package func principal(bearing token: String) -> Principal? {
        var token = token
        return token.withUTF8 { principal(bearing: UnsafeRawBufferPointer($0)) }
    }

    private func verify(_ token: UnsafeRawBufferPointer, now: Int64) -> VerifiedToken? {
        guard let verified = tokens.verify(token, audience: .api, now: now) else { return nil }
        cache.insert(token, verified)
        return verified
    }

    /// Who the cookie of our own pages speaks for; nil when it isn't good (any more).
    package func principal(ofCookie token: String) -> Principal? {
        guard let verified = tokens.verify(token, audience: .page, now: clock.unixSeconds),
            !revocations.contains(verified.principal.session)
        else { return nil }
        return verified.principal
    }

    /// Whether this server has heard that a session ended.
    package func hasEnded(_ session: SessionID) -> Bool {
        revocations.contains(session)
    }
}
