import Crypto
import FoundationEssentials
import Kernel
import Postgres

/// Applications, in PostgreSQL.
struct ApplicationStore {
    let database: Database

    /// Adds an application; false when another has its id.
    func insert(_ application: Application, secretHash: Digest) async throws -> Bool {
        try await database.execute(
            """
            insert into accounts.application (
                id, owner_id, name, description, website, callback_domain, secret_hash, active, created_at,
                updated_at)
            values (
                \(application.id), \(application.owner), \(application.name), \(application.description),
                \(application.website), \(application.callbackDomain), \(secretHash.bytes),
                \(application.isActive), \(application.createdAt), \(application.updatedAt))
            on conflict (id) do nothing
            """) == 1
    }

    private static let columns: SQL = """
        application.id, application.owner_id, application.name, application.description, application.website,
        application.callback_domain, application.active, application.created_at, application.updated_at
        """

    /// The application of that id.
    func application(_ id: ApplicationID) async throws -> Application? {
        let rows = try await database.query(
            "select \(ApplicationStore.columns) from accounts.application where id = \(id)")
        return try rows.first.map { try application(from: $0) }
    }

    /// Those of the applications that exist.
    func applications(_ ids: [ApplicationID]) async throws -> [Application] {
        let keys = ids.map(\.rawValue)
        let rows = try await database.query(
            "select \(ApplicationStore.columns) from accounts.application where id = any(\(keys))")
        return try rows.map { try application(from: $0) }
    }

    /// The application with the hash of its secret.
    func credentials(_ id: ApplicationID) async throws -> (application: Application, secretHash: Digest)? {
        let rows = try await database.query(
            """
            select \(ApplicationStore.columns), application.secret_hash
            from accounts.application where id = \(id)
            """)
        guard let row = rows.first, let hash = Digest(try row.value("secret_hash", as: [UInt8].self)) else {
            return nil
        }
        return (try application(from: row), hash)
    }

    /// An athlete's applications, the newest first.
    func applications(of owner: AthleteID) async throws -> [Application] {
        let rows = try await database.query(
            """
            select \(ApplicationStore.columns) from accounts.application
            where owner_id = \(owner) order by created_at desc, id desc
            """)
        return try rows.map { try application(from: $0) }
    }

    /// Puts another secret in the place of the last.
    func setSecret(_ hash: Digest, of id: ApplicationID, owner: AthleteID, at now: Date) async throws -> Bool
    {
        try await database.execute(
            """
            update accounts.application set secret_hash = \(hash.bytes), updated_at = \(now)
            where id = \(id) and owner_id = \(owner)
            """) == 1
    }

    /// Removes an application; false when the athlete has none of that id.
    func delete(_ id: ApplicationID, owner: AthleteID) async throws -> Bool {
        try await database.execute(
            "delete from accounts.application where id = \(id) and owner_id = \(owner)") == 1
    }

    private func application(from row: Row) throws -> Application {
        var cursor = row.cursor
        return Application(
            id: ID(try cursor.next(Int64.self)), owner: ID(try cursor.next(Int64.self)),
            name: try cursor.next(String.self), description: try cursor.next(String.self),
            website: try cursor.next(String?.self), callbackDomain: try cursor.next(String.self),
            isActive: try cursor.next(Bool.self), createdAt: try cursor.next(Date.self),
            updatedAt: try cursor.next(Date.self))
    }
}
