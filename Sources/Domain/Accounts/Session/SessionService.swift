import Crypto
import FoundationEssentials
package import Kernel
import Postgres
import Telemetry

/// Log-ins and what comes of them: sessions, their tokens, their ends. Confined to its loop.
package final class SessionService {
    private let platform: Platform
    private let store: SessionStore
    private let tokens: AccessTokens
    private let revocations: RevocationStore
    private let feed: RevocationFeed

    init(
        platform: Platform, store: SessionStore, tokens: AccessTokens, revocations: RevocationStore,
        feed: RevocationFeed
    ) {
        self.platform = platform
        self.store = store
        self.tokens = tokens
        self.revocations = revocations
        self.feed = feed
    }

    // MARK: beginning

    /// What a new session is to be.
    struct Beginning {
        var athlete: AthleteID
        var kind: Session.Kind
        var application: ApplicationID?
        var scopes: Scopes
        var name: String
        /// Shorter than what the kind gives its tokens; nil for the kind's own.
        var lifetimeSeconds: Int64?

        init(
            _ kind: Session.Kind, of athlete: AthleteID, application: ApplicationID? = nil, scopes: Scopes,
            name: String,
            lifetimeSeconds: Int64? = nil
        ) {
            self.athlete = athlete
            self.kind = kind
            self.application = application
            self.scopes = scopes
            self.name = name
            self.lifetimeSeconds = lifetimeSeconds
        }
    }

    /// Begins a session. When the athlete has too many of its kind, the one that wasn't used for longest
    /// ends.
    func begin(_ beginning: Beginning) async throws -> TokenGrant {
        try await platform.database.transaction { try await begin(beginning, in: $0) }
    }

    /// Begins a session as part of something larger.
    func begin(_ beginning: Beginning, in transaction: Transaction) async throws -> TokenGrant {
        let now = platform.clock.now
        try await makeRoom(for: beginning, at: now, in: transaction)
        let lifetime = beginning.lifetimeSeconds ?? beginning.kind.tokenLifetimeSeconds
        let idle = beginning.lifetimeSeconds ?? beginning.kind.idleLifetimeSeconds
        let session = Session(
            id: platform.ids.next(), athlete: beginning.athlete, kind: beginning.kind,
            application: beginning.application, scopes: beginning.scopes, name: beginning.name,
            createdAt: now,
            lastUsedAt: now, expiresAt: now.addingTimeInterval(Double(idle)))
        let refresh =
            beginning.kind.hasRefreshTokens
            ? RefreshToken(athlete: session.athlete, session: session.id) : nil
        try await store.insert(
            session, refresh: refresh, tokensExpireAt: now.addingTimeInterval(Double(lifetime)),
            in: transaction)
        return grant(session, refresh: refresh, lifetimeSeconds: lifetime)
    }

    private func makeRoom(for beginning: Beginning, at now: Date, in transaction: Transaction) async throws {
        let living = try await store.sessions(of: beginning.athlete, at: now, in: transaction)
        let rivals = living.filter { $0.kind == beginning.kind && $0.application == beginning.application }
        guard rivals.count >= Session.maximumCount else { return }
        let surplus = rivals[(Session.maximumCount - 1)...].map(\.id)
        try await end(surplus, of: beginning.athlete, at: now, in: transaction)
    }

    private func grant(_ session: Session, refresh: RefreshToken?, lifetimeSeconds: Int64) -> TokenGrant {
        let now = platform.clock.unixSeconds
        let principal = Principal(
            athlete: session.athlete, session: session.id, application: session.application,
            scopes: session.scopes)
        let token = tokens.sign(
            principal, audience: session.kind.audience, now: now, expiresAt: now + lifetimeSeconds)
        return TokenGrant(
            accessToken: token, expiresAt: now + lifetimeSeconds, expiresInSeconds: lifetimeSeconds,
            refreshToken: refresh?.text, session: session)
    }

    // MARK: refreshing

    /// Exchanges a refresh token for new tokens, once. A token that was used before ends its session: either
    /// its holder or the one before has stolen it. Throws v3's fault for all that isn't good.
    func refresh(_ text: String, application: ApplicationID?) async throws -> TokenGrant {
        let refusal = Fault.invalid("RefreshToken", "refresh_token")
        guard let last = RefreshToken(text) else { throw refusal }
        let next = RefreshToken(after: last)
        let now = platform.clock.now
        if let session = try await store.rotate(last, to: next, application: application, at: now) {
            return grant(session, refresh: next, lifetimeSeconds: session.kind.tokenLifetimeSeconds)
        }
        if try await store.isOfLivingFamily(last, application: application) {
            platform.log.warning(
                "session.refresh_reused",
                [
                    "athlete_id": .int(Int(last.athlete.rawValue)),
                    "session_id": .int(Int(last.session.rawValue)),
                ])
            try await end([last.session], of: last.athlete)
        }
        throw refusal
    }

    // MARK: listing and ending

    /// An athlete's log-ins, cookies and applications that haven't ended, the last used first.
    package func sessions(of athlete: AthleteID) async throws -> [Session] {
        try await store.sessions(of: athlete, at: platform.clock.now)
    }

    /// Ends one session of an athlete; throws 404 where there is none.
    package func end(_ id: SessionID, of athlete: AthleteID) async throws {
        guard try await store.session(id, of: athlete, at: platform.clock.now) != nil else {
            throw Fault.notFound("Session")
        }
        try await end([id], of: athlete)
    }

    /// Ends sessions of an athlete; those that have ended already are left alone.
    func end(_ ids: [SessionID], of athlete: AthleteID) async throws {
        try await platform.database.transaction { transaction in
            try await end(ids, of: athlete, at: platform.clock.now, in: transaction)
        }
    }

    /// Ends all sessions of an athlete but one, as part of something larger; with a filter, those that it
    /// takes.
    func endAll(
        of athlete: AthleteID, but kept: SessionID? = nil, where isMeant: (Session) -> Bool = { _ in true },
        in transaction: Transaction
    ) async throws {
        let now = platform.clock.now
        let living = try await store.sessions(of: athlete, at: now, in: transaction)
        let ids = living.filter { $0.id != kept && isMeant($0) }.map(\.id)
        try await end(ids, of: athlete, at: now, in: transaction)
    }

    /// Ends sessions as part of something larger. This loop knows at the commit, all others within a second.
    func end(_ ids: [SessionID], of athlete: AthleteID, at now: Date, in transaction: Transaction)
        async throws
    {
        guard !ids.isEmpty else { return }
        let ended = try await store.end(ids, of: athlete, at: now, in: transaction)
        let (feed, revocations) = (feed, revocations)
        transaction.afterCommit {
            feed.add(ended)
            revocations.publish(ended)
        }
    }
}
