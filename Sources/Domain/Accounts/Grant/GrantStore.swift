import FoundationEssentials
import Kernel
import Postgres

/// Grants, in PostgreSQL.
struct GrantStore {
    /// Sessions that are ended in one transaction when an application is removed.
    static let maximumBatch = 500

    let database: Database

    /// What an athlete allowed an application; nil when nothing.
    func grant(_ athlete: AthleteID, _ application: ApplicationID) async throws -> Grant? {
        let rows = try await database.query(
            """
            select athlete_id, application_id, scopes, created_at, updated_at from accounts.grant
            where athlete_id = \(athlete) and application_id = \(application)
            """)
        return try rows.first.map { try grant(from: $0) }
    }

    /// All that an athlete allowed, what was changed last first.
    func grants(of athlete: AthleteID) async throws -> [Grant] {
        let rows = try await database.query(
            """
            select athlete_id, application_id, scopes, created_at, updated_at from accounts.grant
            where athlete_id = \(athlete) order by updated_at desc, application_id
            """)
        return try rows.map { try grant(from: $0) }
    }

    private func grant(from row: Row) throws -> Grant {
        let (athlete, application, scopes, createdAt, updatedAt) = try row.decode(
            Int64.self, Int64.self, Int64.self, Date.self, Date.self)
        return Grant(
            athlete: ID(athlete), application: ID(application), scopes: Scopes(rawValue: scopes),
            createdAt: createdAt, updatedAt: updatedAt)
    }

    /// Writes what an athlete allows now.
    func put(
        _ scopes: Scopes, of athlete: AthleteID, _ application: ApplicationID, at now: Date,
        in executor: any SQLExecutor
    ) async throws {
        try await executor.execute(
            """
            insert into accounts.grant (athlete_id, application_id, scopes, created_at, updated_at)
            values (\(athlete), \(application), \(scopes), \(now), \(now))
            on conflict (athlete_id, application_id) do update
            set scopes = excluded.scopes, updated_at = excluded.updated_at
            """)
    }

    /// Removes a grant; false when there is none.
    func delete(
        _ athlete: AthleteID, _ application: ApplicationID, in executor: any SQLExecutor
    ) async throws -> Bool {
        try await executor.execute(
            """
            delete from accounts.grant
            where athlete_id = \(athlete) and application_id = \(application)
            """) == 1
    }

    /// Some athletes who have living sessions of an application.
    func athletes(withSessionsOf application: ApplicationID) async throws -> [AthleteID] {
        let rows = try await database.query(
            """
            select distinct athlete_id from accounts.session
            where application_id = \(application) and ended_at is null limit \(GrantStore.maximumBatch)
            """)
        return try rows.decode(Int64.self).map { ID($0) }
    }

    /// Removes all grants of an application that doesn't exist any more.
    func deleteAll(of application: ApplicationID) async throws {
        try await database.execute("delete from accounts.grant where application_id = \(application)")
    }
}
