import Crypto
import FoundationEssentials
import Kernel
import Postgres

/// Links that were mailed, and requests for them, in PostgreSQL.
struct MailLinkStore {
    let database: Database

    /// Adds a link.
    func insert(
        _ link: OpaqueToken, _ purpose: MailLink.Purpose, address: String, at now: Date,
        in executor: any SQLExecutor
    ) async throws {
        try await executor.execute(
            """
            insert into accounts.mail_link (
                athlete_id, id, purpose, address, secret_hash, created_at, expires_at)
            values (
                \(link.athlete), \(link.row), \(purpose), \(address), \(link.hash.bytes), \(now),
                \(now.addingTimeInterval(purpose.lifetimeSeconds)))
            """)
    }

    /// Whether a link is good, without using it up.
    func isGood(_ link: OpaqueToken, _ purpose: MailLink.Purpose, at now: Date) async throws -> Bool {
        let rows = try await database.query(
            """
            select 1 from accounts.mail_link
            where athlete_id = \(link.athlete) and id = \(link.row) and secret_hash = \(link.hash.bytes)
                and purpose = \(purpose) and used_at is null and expires_at > \(now)
            """)
        return !rows.isEmpty
    }

    /// Uses a link up, and with it all others of its purpose; returns the address that it proves.
    func use(
        _ link: OpaqueToken, _ purpose: MailLink.Purpose, at now: Date, in executor: any SQLExecutor
    ) async throws -> String? {
        let rows = try await executor.query(
            """
            update accounts.mail_link set used_at = \(now)
            where athlete_id = \(link.athlete) and id = \(link.row) and secret_hash = \(link.hash.bytes)
                and purpose = \(purpose) and used_at is null and expires_at > \(now)
            returning address
            """)
        guard let address = try rows.first?.decode(String.self) else { return nil }
        try await executor.execute(
            """
            update accounts.mail_link set used_at = \(now)
            where athlete_id = \(link.athlete) and purpose = \(purpose) and used_at is null
            """)
        return address
    }

    // MARK: requests for a new password

    /// Notes that somebody wants a new password for an address, whether anybody has it or not.
    func insertRequest(_ id: Int64, address: String, at now: Date, in executor: any SQLExecutor) async throws
    {
        try await executor.execute(
            """
            insert into accounts.reset_request (id, address, requested_at)
            values (\(id), \(address), \(now))
            """)
    }

    /// The address of a request; nil when it has been answered.
    func address(ofRequest id: Int64) async throws -> String? {
        let rows = try await database.query("select address from accounts.reset_request where id = \(id)")
        return try rows.first?.decode(String.self)
    }

    /// Removes a request that has been answered.
    func deleteRequest(_ id: Int64) async throws {
        try await database.execute("delete from accounts.reset_request where id = \(id)")
    }

    /// Removes what nobody can use any more.
    func deleteExpired(before moment: Date) async throws -> Int {
        try await database.execute("delete from accounts.reset_request where requested_at < \(moment)")
        return try await database.execute("delete from accounts.mail_link where expires_at < \(moment)")
    }
}
