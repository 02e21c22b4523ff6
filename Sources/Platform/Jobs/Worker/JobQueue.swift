import FoundationEssentials
import Postgres

/// The statements of a worker.
final class JobQueue {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    // MARK: the worker's lease

    func register(name: String, lease: Duration) async throws -> Int64 {
        try await database.query(
            """
            INSERT INTO jobs.worker (name, lease_until)
            VALUES (\(name), now() + make_interval(secs => \(lease.seconds))) RETURNING id
            """
        )[0].decode(Int64.self)
    }

    /// False when the worker has been taken for dead.
    func renew(worker: Int64, lease: Duration) async throws -> Bool {
        try await database.execute(
            """
            UPDATE jobs.worker SET lease_until = now() + make_interval(secs => \(lease.seconds))
            WHERE id = \(worker) AND lease_until > now()
            """) == 1
    }

    /// Frees the jobs of workers whose lease has run out; returns how many.
    func releaseJobsOfDeadWorkers() async throws -> Int {
        // Two statements, because the second has to see what a claim has committed while the first waited for
        // it.
        try await database.batch([
            "DELETE FROM jobs.worker WHERE lease_until < now()",
            """
            UPDATE jobs.job SET claimed_by = NULL
            WHERE claimed_by IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM jobs.worker WHERE worker.id = job.claimed_by)
            """,
        ])[1].affectedCount
    }

    func unregister(worker: Int64) async throws {
        try await database.batch([
            """
            UPDATE jobs.job SET claimed_by = NULL, attempt = attempt - 1
            WHERE claimed_by = \(worker)
            """,
            "DELETE FROM jobs.worker WHERE id = \(worker)",
        ])
    }

    // MARK: jobs

    /// What the queue notes for itself need not be on disk: if it is lost in a crash of the server, jobs are
    /// run again, which handlers are ready for. What handlers commit is flushed as ever.
    private static let withoutFlush: SQL = "SELECT set_config('synchronous_commit', 'off', true)"

    /// How many jobs of a kind are wanted, and behind which place in its order.
    struct Wish {
        let kind: String
        let places: Int
        var behind: ClaimedJob.Place?
    }

    /// Up to `limit` jobs; by priority, the longest due first.
    func claim(worker: Int64, wishes: [Wish], limit: Int) async throws -> [ClaimedJob] {
        let claim = claimStatement(
            worker: worker, kinds: wishes.map(\.kind), places: wishes.map(\.places),
            moments: wishes.map { $0.behind?.runAt ?? .distantPast },
            ids: wishes.map { $0.behind?.id ?? 0 }, limit: limit)
        return try await database.batch([Self.withoutFlush, claim], as: "jobs.claim")[1].map { row in
            let (id, kind, key, attempt, runAt, waited) = try row.decode(
                Int64.self, String.self, JSONText.self, Int.self, Date.self, Double.self)
            return ClaimedJob(
                id: id, kind: kind, key: key, attempt: attempt, place: .init(runAt: runAt, id: id),
                waitedSeconds: waited)
        }
    }

    private func claimStatement(
        worker: Int64, kinds: [String], places: [Int], moments: [Date], ids: [Int64], limit: Int
    ) -> SQL {
        // The worker's row is locked against its removal, so that no job is claimed by one that is gone.
        """
        WITH alive AS (
            SELECT id FROM jobs.worker WHERE id = \(worker) AND lease_until > now() FOR KEY SHARE
        ),
        next AS (
            SELECT waiting.id
            FROM unnest(\(kinds), \(places), \(moments), \(ids)) AS wish (kind, places, run_at, id), LATERAL (
                SELECT id, priority, run_at FROM jobs.job
                WHERE kind = wish.kind AND claimed_by IS NULL AND run_at <= now()
                  AND (run_at, id) > (wish.run_at, wish.id)
                ORDER BY run_at, id LIMIT wish.places FOR UPDATE SKIP LOCKED
            ) AS waiting
            WHERE EXISTS (SELECT 1 FROM alive)
            ORDER BY waiting.priority, waiting.run_at, waiting.id LIMIT \(limit)
        )
        UPDATE jobs.job SET claimed_by = \(worker), attempt = attempt + 1 FROM next WHERE job.id = next.id
        RETURNING job.id, kind, key, attempt, run_at, extract(epoch FROM now() - run_at)::float8
        """
    }

    /// Tells what became of jobs, all in one round trip.
    func settle(_ settlements: [Settlement]) async throws {
        var done: [Int64: [Int64]] = [:]
        var statements: [SQL] = [Self.withoutFlush]
        for settlement in settlements {
            switch settlement.outcome {
            case .done: done[settlement.worker, default: []].append(settlement.job.id)
            case .retry(let wait, let error): statements.append(retry(settlement, after: wait, error: error))
            case .dead(let error): statements.append(bury(settlement, error: error))
            }
        }
        for (worker, ids) in done {
            statements.append("DELETE FROM jobs.job WHERE id = ANY(\(ids)) AND claimed_by = \(worker)")
        }
        try await database.batch(statements, as: "jobs.settle")
    }

    private func retry(_ settlement: Settlement, after wait: Duration, error: String) -> SQL {
        """
        UPDATE jobs.job SET claimed_by = NULL, last_error = \(error),
            run_at = now() + make_interval(secs => \(wait.seconds))
        WHERE \(settlement.condition)
        """
    }

    private func bury(_ settlement: Settlement, error: String) -> SQL {
        """
        WITH dead AS (DELETE FROM jobs.job WHERE \(settlement.condition) RETURNING *)
        INSERT INTO jobs.dead_letter (id, kind, key, event_id, priority, attempt, last_error, created_at)
        SELECT id, kind, key, event_id, priority, attempt, \(error), created_at FROM dead
        """
    }

    /// Frees what the worker has claimed, but does not know of: answers that a broken connection swallowed.
    func releaseUnknown(worker: Int64, known: [Int64]) async throws {
        try await database.execute(
            """
            UPDATE jobs.job SET claimed_by = NULL, attempt = attempt - 1
            WHERE claimed_by = \(worker) AND NOT id = ANY(\(known))
            """)
    }

    // MARK: measures and care

    struct Depth {
        /// Jobs that are due, counted up to `countLimit`.
        let waiting: Int
        let oldestSeconds: Double
        let deadLetters: Int
    }

    static let countLimit = 100_000

    func depth() async throws -> Depth {
        let row = try await database.query(
            """
            SELECT count(*), coalesce(extract(epoch FROM now() - min(run_at)), 0)::float8,
                (SELECT count(*) FROM (SELECT 1 FROM jobs.dead_letter LIMIT \(Self.countLimit)) AS dead)
            FROM (
                SELECT run_at FROM jobs.job WHERE claimed_by IS NULL AND run_at <= now()
                LIMIT \(Self.countLimit)
            ) AS due
            """)[0]
        let (waiting, oldest, dead) = try row.decode(Int.self, Double.self, Int.self)
        return Depth(waiting: waiting, oldestSeconds: oldest, deadLetters: dead)
    }

    func prune(_ retention: Duration) async throws -> Int {
        try await database.execute(
            "DELETE FROM jobs.event WHERE created_at < now() - make_interval(secs => \(retention.seconds))")
    }
}

/// What became of a job.
struct Settlement {
    enum Outcome {
        case done
        case retry(after: Duration, error: String)
        case dead(error: String)
    }

    let job: ClaimedJob
    /// The worker as which it was claimed.
    let worker: Int64
    let outcome: Outcome

    /// Only while the claim stands.
    fileprivate var condition: SQL {
        "id = \(job.id) AND claimed_by = \(worker) AND attempt = \(job.attempt)"
    }
}
