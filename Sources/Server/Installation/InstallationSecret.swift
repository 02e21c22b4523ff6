import Crypto
import Kernel
import Postgres

/// Secrets that every process of an installation shares and nobody had to configure: made once, kept in the
/// database.
enum InstallationSecret {
    /// Bytes of a secret.
    static let byteCount = 32

    /// The secret of that name; the first process to ask makes it.
    static func named(_ name: String, in database: Database) async throws -> [UInt8] {
        let fresh = SecureRandom.bytes(count: byteCount)
        let rows = try await database.query(
            """
            with made as (
                insert into platform.secret (name, value) values (\(name), \(fresh))
                on conflict do nothing returning value
            )
            select value from made
            union all select value from platform.secret where name = \(name) limit 1
            """)
        if let secret = try rows.decode([UInt8].self).first { return secret }
        // Another process made it in the very moment in which this statement's snapshot was taken.
        let again = try await database.query("select value from platform.secret where name = \(name)")
        guard let secret = try again.decode([UInt8].self).first else {
            throw Fault(.unavailable(retryAfterSeconds: 1), "The secret \(name) can't be read")
        }
        return secret
    }
}
