package import EventLoop
import FoundationEssentials
package import Postgres
package import Telemetry

/// One attempt at a job, as its handler sees it. Confined to the worker's loop.
package final class JobContext {
    /// The job's identifier.
    package let id: Int64
    /// The handler's name.
    package let kind: String
    /// The key in JSON.
    package let key: JSONText
    /// Which attempt this is, from 1.
    package let attempt: Int
    /// A log that names the job.
    package let log: Log
    /// The worker's loop.
    package let loop: EventLoop
    let worker: Int64
    private(set) var isCompleted = false

    init(_ job: ClaimedJob, worker: Int64, loop: EventLoop, log: Log) {
        id = job.id
        kind = job.kind
        key = job.key
        attempt = job.attempt
        self.worker = worker
        self.loop = loop
        self.log = log.with([
            "job": .string(job.kind), "job_id": .init(job.id), "attempt": .init(job.attempt),
        ])
    }

    /// Finishes the job in the handler's own transaction, so that its effects happen exactly once.
    ///
    /// Throws `JobError.claimLost`, which must reach the transaction's end, when the job belongs to another
    /// worker by now.
    package func complete(in transaction: Transaction) async throws {
        let count = try await transaction.execute(
            "DELETE FROM jobs.job WHERE id = \(id) AND claimed_by = \(worker) AND attempt = \(attempt)",
            as: "jobs.complete")
        guard count == 1 else { throw JobError.claimLost }
        transaction.afterCommit { self.isCompleted = true }
    }
}

/// A job that this worker has.
struct ClaimedJob {
    let id: Int64
    let kind: String
    let key: JSONText
    let attempt: Int
    /// Where it stood in the order of its kind.
    let place: Place
    /// How long it had waited since it was due.
    let waitedSeconds: Double

    struct Place {
        let runAt: Date
        let id: Int64

        static func < (left: Place, right: Place) -> Bool {
            (left.runAt, left.id) < (right.runAt, right.id)
        }
    }
}
