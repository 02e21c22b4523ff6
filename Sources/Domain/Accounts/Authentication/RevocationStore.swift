import FoundationEssentials
import Kernel
import Postgres
import Redis

/// Where the ends of sessions are read, and told at once.
struct RevocationStore {
    /// Rows in one reading at most.
    static let maximumBatch = 10_000
    static let channel = "accounts:revocations"

    let database: Database
    let redis: RedisClient
    let bus: RedisSubscriber

    /// The database's clock.
    func now() async throws -> Date {
        try await database.query("select clock_timestamp()").first?.decode(Date.self) ?? .distantPast
    }

    /// All that matter now, above a session's id, in the order of ids.
    func relevant(above session: SessionID) async throws -> [Revocation] {
        let rows = try await database.query(
            """
            select session_id, relevant_until, revoked_at from accounts.revocation
            where relevant_until > now() and session_id > \(session)
            order by session_id limit \(RevocationStore.maximumBatch)
            """)
        return try rows.map(Revocation.init)
    }

    /// Those of this moment and later, in the order of time.
    func recent(since moment: Date) async throws -> [Revocation] {
        let rows = try await database.query(
            """
            select session_id, relevant_until, revoked_at from accounts.revocation
            where revoked_at >= \(moment) order by revoked_at limit \(RevocationStore.maximumBatch)
            """)
        return try rows.map(Revocation.init)
    }

    /// Tells all servers at once; those who don't hear it read it in half a second.
    func publish(_ revocations: [Revocation]) {
        for revocation in revocations { redis.post("PUBLISH", RevocationStore.channel, revocation.message) }
    }

    /// Calls with each session that a server tells of.
    func subscribe(_ onMessage: @escaping (RevocationMessage) -> Void) {
        _ = bus.subscribe(RevocationStore.channel) { bytes in
            if let message = RevocationMessage(String(decoding: bytes, as: UTF8.self)) { onMessage(message) }
        }
    }

    /// Forgets the ends of sessions all of whose tokens have expired.
    func deleteIrrelevant() async throws -> Int {
        try await database.execute(
            "delete from accounts.revocation where relevant_until < now() - interval '1 hour'")
    }
}
