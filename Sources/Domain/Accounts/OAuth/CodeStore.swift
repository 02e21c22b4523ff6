import Crypto
import FoundationEssentials
import Kernel
import Postgres

/// Authorization codes on their way, in PostgreSQL.
struct CodeStore {
    let database: Database

    /// Adds a code.
    func insert(
        _ code: OpaqueToken, for request: AuthorizationRequest, scopes: Scopes, at now: Date, expiresAt: Date,
        in executor: any SQLExecutor
    ) async throws {
        try await executor.execute(
            """
            insert into accounts.authorization_code (
                athlete_id, id, application_id, secret_hash, redirect_uri, scopes, code_challenge, created_at,
                expires_at)
            values (
                \(code.athlete), \(code.row), \(request.application.id), \(code.hash.bytes),
                \(request.redirectURI.text), \(scopes), \(request.challenge?.text), \(now), \(expiresAt))
            """)
    }

    /// What a code was given for.
    struct Redeemed {
        var redirectURI: String
        var scopes: Scopes
        var challenge: String?
    }

    /// Uses a code up; nil when it isn't a good one of that application.
    func redeem(
        _ code: OpaqueToken, application: ApplicationID, at now: Date, in executor: any SQLExecutor
    ) async throws -> Redeemed? {
        let rows = try await executor.query(
            """
            update accounts.authorization_code set used_at = \(now)
            where athlete_id = \(code.athlete) and id = \(code.row) and secret_hash = \(code.hash.bytes)
                and application_id = \(application) and used_at is null and expires_at > \(now)
            returning redirect_uri, scopes, code_challenge
            """)
        return try rows.first.map { row in
            let (uri, scopes, challenge) = try row.decode(String.self, Int64.self, String?.self)
            return Redeemed(redirectURI: uri, scopes: Scopes(rawValue: scopes), challenge: challenge)
        }
    }

    /// Notes the session that came of a code.
    func setSession(_ session: SessionID, of code: OpaqueToken, in executor: any SQLExecutor) async throws {
        try await executor.execute(
            """
            update accounts.authorization_code set session_id = \(session)
            where athlete_id = \(code.athlete) and id = \(code.row)
            """)
    }

    /// The session that came of a code that has been used.
    func session(of code: OpaqueToken, in executor: any SQLExecutor) async throws -> SessionID? {
        let rows = try await executor.query(
            """
            select session_id from accounts.authorization_code
            where athlete_id = \(code.athlete) and id = \(code.row) and secret_hash = \(code.hash.bytes)
                and used_at is not null
            """)
        return try rows.first?.decode(Int64?.self).map { SessionID($0) }
    }

    /// Removes what nobody can use any more.
    func deleteExpired(before moment: Date) async throws -> Int {
        try await database.execute("delete from accounts.authorization_code where expires_at < \(moment)")
    }
}
