package import FoundationEssentials
package import Postgres

/// A job that failed too often.
package struct DeadLetter {
    /// The job's identifier.
    package let id: Int64
    /// The handler's name.
    package let kind: String
    /// The key in JSON.
    package let key: JSONText
    /// How often it was begun.
    package let attempts: Int
    /// The description of the last error.
    package let lastError: String?
    /// When it was asked for.
    package let createdAt: Date
    /// When it was given up.
    package let diedAt: Date
}

/// The jobs that failed too often, for admins.
package final class DeadLetters {
    /// Letters on a page at most.
    package static let pageLimit = 200

    private let database: Database
    private let doorbell: Doorbell

    /// Uses the loop's database.
    package init(database: Database, doorbell: Doorbell) {
        self.database = database
        self.doorbell = doorbell
    }

    /// The latest first, after the given one.
    package func list(kind: String? = nil, after last: DeadLetter? = nil, limit: Int = 50) async throws
        -> [DeadLetter]
    {
        let limit = min(max(limit, 1), Self.pageLimit)
        let rows = try await database.query(
            """
            SELECT id, kind, key, attempt, last_error, created_at, died_at FROM jobs.dead_letter
            WHERE (\(kind)::text IS NULL OR kind = \(kind))
              AND (died_at, id) < (\(last?.diedAt ?? .distantFuture), \(last?.id ?? .max))
            ORDER BY died_at DESC, id DESC LIMIT \(limit)
            """)
        return try rows.map { row in
            let (id, kind, key, attempts, error, created, died) = try row.decode(
                Int64.self, String.self, JSONText.self, Int.self, String?.self, Date.self, Date.self)
            return DeadLetter(
                id: id, kind: kind, key: key, attempts: attempts, lastError: error, createdAt: created,
                diedAt: died)
        }
    }

    /// Gives letters another 15 attempts; returns how many there were.
    @discardableResult
    package func replay(ids: [Int64]) async throws -> Int {
        let count = try await database.execute(
            """
            WITH replayed AS (DELETE FROM jobs.dead_letter WHERE id = ANY(\(ids)) RETURNING *)
            INSERT INTO jobs.job (id, kind, key, event_id, priority, last_error, created_at)
            OVERRIDING SYSTEM VALUE
            SELECT id, kind, key, event_id, priority, last_error, created_at FROM replayed
            """)
        if count > 0 { doorbell.ring() }
        return count
    }

    /// Deletes letters for good; returns how many there were.
    @discardableResult
    package func drop(ids: [Int64]) async throws -> Int {
        try await database.execute("DELETE FROM jobs.dead_letter WHERE id = ANY(\(ids))")
    }
}
