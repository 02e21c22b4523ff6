import Crypto
import FoundationEssentials
import Kernel
import Postgres

/// Sessions and their ends, in PostgreSQL.
struct SessionStore {
    let database: Database

    // MARK: beginning

    /// Adds a session; `refresh` is its first refresh token, nil for kinds without.
    func insert(
        _ session: Session, refresh: RefreshToken?, tokensExpireAt: Date, in executor: any SQLExecutor
    ) async throws {
        try await executor.execute(
            """
            insert into accounts.session (
                athlete_id, id, kind, application_id, scopes, name, family_hash, refresh_hash, created_at,
                last_used_at, expires_at, tokens_expire_at)
            values (
                \(session.athlete), \(session.id), \(session.kind), \(session.application), \(session.scopes),
                \(session.name), \(refresh?.familyHash.bytes), \(refresh?.hash.bytes), \(session.createdAt),
                \(session.lastUsedAt), \(session.expiresAt), \(tokensExpireAt))
            """)
    }

    // MARK: reading

    private static let columns: SQL = """
        session.athlete_id, session.id, session.kind, session.application_id, session.scopes, session.name,
        session.created_at, session.last_used_at, session.expires_at
        """

    /// An athlete's sessions that haven't ended, the last used first.
    func sessions(of athlete: AthleteID, at now: Date, in executor: (any SQLExecutor)? = nil) async throws
        -> [Session]
    {
        let rows = try await (executor ?? database).query(
            """
            select \(SessionStore.columns) from accounts.session
            where athlete_id = \(athlete) and ended_at is null and expires_at > \(now)
            order by last_used_at desc, id desc
            """)
        return try rows.map(session)
    }

    /// A session that hasn't ended.
    func session(_ id: SessionID, of athlete: AthleteID, at now: Date) async throws -> Session? {
        let rows = try await database.query(
            """
            select \(SessionStore.columns) from accounts.session
            where athlete_id = \(athlete) and id = \(id) and ended_at is null and expires_at > \(now)
            """)
        return try rows.first.map(session)
    }

    private func session(from row: Row) throws -> Session {
        var cursor = row.cursor
        let athlete = AthleteID(try cursor.next(Int64.self))
        let id = SessionID(try cursor.next(Int64.self))
        let kind = Session.Kind(rawValue: try cursor.next(String.self)) ?? .login
        let application = try cursor.next(Int64?.self).map { ApplicationID($0) }
        let scopes = Scopes(rawValue: try cursor.next(Int64.self))
        return Session(
            id: id, athlete: athlete, kind: kind, application: application, scopes: scopes,
            name: try cursor.next(String.self), createdAt: try cursor.next(Date.self),
            lastUsedAt: try cursor.next(Date.self), expiresAt: try cursor.next(Date.self))
    }

    // MARK: refreshing

    /// Puts the next refresh token in the place of the last; nil when that isn't the newest of a living
    /// session.
    func rotate(
        _ last: RefreshToken, to next: RefreshToken, application: ApplicationID?, at now: Date
    ) async throws -> Session? {
        let rows = try await database.query(
            """
            update accounts.session set
                refresh_hash = \(next.hash.bytes), last_used_at = \(now),
                expires_at = \(now) + case kind \(SessionStore.idleLifetimes) end,
                tokens_expire_at = \(now) + case kind \(SessionStore.tokenLifetimes) end
            where athlete_id = \(last.athlete) and id = \(last.session) and refresh_hash = \(last.hash.bytes)
                and application_id is not distinct from \(application)::bigint
                and ended_at is null and expires_at > \(now)
            returning \(SessionStore.columns)
            """)
        return try rows.first.map(session)
    }

    private static var idleLifetimes: SQL {
        """
        when 'login' then make_interval(secs => \(Double(Session.Kind.login.idleLifetimeSeconds)))
        else make_interval(secs => \(Double(Session.Kind.grant.idleLifetimeSeconds)))
        """
    }

    private static var tokenLifetimes: SQL {
        """
        when 'login' then make_interval(secs => \(Double(Session.Kind.login.tokenLifetimeSeconds)))
        else make_interval(secs => \(Double(Session.Kind.grant.tokenLifetimeSeconds)))
        """
    }

    /// Whether a token belongs to the family of a session that hasn't ended: then it has been used before.
    func isOfLivingFamily(_ token: RefreshToken, application: ApplicationID?) async throws -> Bool {
        let rows = try await database.query(
            """
            select 1 from accounts.session
            where athlete_id = \(token.athlete) and id = \(token.session) and ended_at is null
                and family_hash = \(token.familyHash.bytes)
                and application_id is not distinct from \(application)::bigint
            """)
        return !rows.isEmpty
    }

    // MARK: ending

    /// Removes sessions that ended, or ran out, long ago.
    func deleteEnded(before moment: Date) async throws -> Int {
        try await database.execute("delete from accounts.session where expires_at < \(moment)")
            + database.execute(
                "delete from accounts.session where ended_at < \(moment) and expires_at >= \(moment)",
                as: "SessionStore.deleteEndedEarly")
    }

    /// Ends those of the sessions that haven't ended, and notes for every server to read that they have.
    func end(
        _ sessions: [SessionID], of athlete: AthleteID, at now: Date, in executor: any SQLExecutor
    ) async throws -> [Revocation] {
        let ids = sessions.map(\.rawValue)
        let rows = try await executor.query(
            """
            with ended as (
                update accounts.session set ended_at = \(now)
                where athlete_id = \(athlete) and id = any(\(ids)) and ended_at is null
                returning athlete_id, id, tokens_expire_at
            )
            insert into accounts.revocation (athlete_id, session_id, revoked_at, relevant_until)
            select athlete_id, id, clock_timestamp(), tokens_expire_at from ended
            on conflict (athlete_id, session_id) do nothing
            returning session_id, relevant_until, revoked_at
            """)
        return try rows.map(Revocation.init)
    }
}

extension Revocation {
    /// Reads session, relevance and moment, in this order.
    init(_ row: Row) throws {
        let (session, relevantUntil, revokedAt) = try row.decode(Int64.self, Date.self, Date.self)
        self.init(session: SessionID(session), relevantUntil: relevantUntil, revokedAt: revokedAt)
    }
}
