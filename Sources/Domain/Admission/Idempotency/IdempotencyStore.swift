import Crypto
import FoundationEssentials
import Kernel
import Postgres

/// Keys and answers, in PostgreSQL.
struct IdempotencyStore {
    let database: Database

    /// Which row, and whose.
    struct Place {
        var athlete: AthleteID
        var key: IdempotencyKey
    }

    /// Takes the row for an attempt: one that there isn't, is too old, or was left by an attempt at the same
    /// request that is dead; false when it can't be had.
    func take(
        _ place: Place, _ fingerprint: RequestFingerprint, attempt: Int64, at now: Date, leasedUntil: Date,
        keptSince: Date
    ) async throws -> Bool {
        try await database.execute(
            """
            insert into admission.idempotency_key as held (
                athlete_id, key, request_hash, attempt_id, created_at, leased_until)
            values (
                \(place.athlete), \(place.key.text), \(fingerprint.digest.bytes), \(attempt), \(now),
                \(leasedUntil))
            on conflict (athlete_id, key) do update set
                request_hash = excluded.request_hash, attempt_id = excluded.attempt_id,
                created_at = excluded.created_at, leased_until = excluded.leased_until, status = null,
                headers = null, body = null
            where held.created_at < \(keptSince)
                or held.status is null and held.leased_until < \(now)
                    and held.request_hash = excluded.request_hash
            """) == 1
    }

    /// What a row says of a request; nil when it has gone meanwhile.
    func outcome(_ place: Place, _ fingerprint: RequestFingerprint) async throws -> IdempotencyOutcome? {
        let rows = try await database.query(
            """
            select request_hash, status, headers, body from admission.idempotency_key
            where athlete_id = \(place.athlete) and key = \(place.key.text)
            """)
        guard let row = rows.first else { return nil }
        let (hash, status, headers, body) = try row.decode(
            [UInt8].self, Int16?.self, String?.self, [UInt8]?.self)
        guard hash == fingerprint.digest.bytes else { return .mismatch }
        guard let status else { return .inFlight }
        return .answered(StoredAnswer(status: status, headers: headers ?? "", body: body ?? []))
    }

    /// Prolongs the lease of an attempt.
    func renew(_ place: Place, attempt: Int64, leasedUntil: Date) async throws {
        try await database.execute(
            """
            update admission.idempotency_key set leased_until = \(leasedUntil)
            where athlete_id = \(place.athlete) and key = \(place.key.text) and attempt_id = \(attempt)
                and status is null
            """)
    }

    /// Keeps the answer of an attempt, if the row is still its own.
    func complete(_ place: Place, attempt: Int64, _ answer: StoredAnswer) async throws {
        try await database.execute(
            """
            update admission.idempotency_key
            set status = \(answer.status), headers = \(answer.headers), body = \(answer.body)
            where athlete_id = \(place.athlete) and key = \(place.key.text) and attempt_id = \(attempt)
                and status is null
            """)
    }

    /// Gives the row of an attempt up, so that a retry does the work.
    func release(_ place: Place, attempt: Int64) async throws {
        try await database.execute(
            """
            delete from admission.idempotency_key
            where athlete_id = \(place.athlete) and key = \(place.key.text) and attempt_id = \(attempt)
                and status is null
            """)
    }

    /// Removes what is kept too long.
    func deleteExpired(before moment: Date) async throws -> Int {
        try await database.execute("delete from admission.idempotency_key where created_at < \(moment)")
    }
}
