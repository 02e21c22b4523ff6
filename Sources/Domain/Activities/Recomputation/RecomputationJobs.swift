import ActivityFiles
import Blobs
import FoundationEssentials
import Jobs
import Kernel
import Postgres
import Telemetry

/// The job that computes one activity again, say because it has another sport now.
struct RecomputeActivity: Job {
    static let kind = "activities.recompute"
    let athlete: AthleteID
    let activity: ActivityID
}

/// The job that computes a chunk of old activities again, and asks for the next chunk: its key is how far the
/// work has got.
struct RecomputeActivities: Job {
    static let kind = "activities.recompute_all"
    /// Seconds since 1970.
    var from: Int64
    var version: Int16
    /// The last activity that was looked at.
    var after: ActivityID
    var doneCount: Int
    var failedCount: Int
}

/// Computes activities again from their original files: all that an older algorithm made, in the background,
/// or one whose sport has changed.
///
/// Each activity is replaced in a transaction of its own. Run twice, nothing changes but the revision.
package final class RecomputationJobs {
    /// Old files are read by one task of a worker at a time: they can wait.
    static let concurrencyLimit = 1

    /// Where a test can make a chunk fail: after an activity, and before the end of the transaction that
    /// asks for the next chunk.
    enum Point: Equatable {
        case replaced, continued
    }

    /// Activities in one job; the place where it ends is kept, so a crash costs no more than these.
    var chunkSize = 25
    /// Called at each point.
    var interruption: ((Point) throws -> Void)?

    private let platform: Platform
    private let computations: ComputationService
    private let store: RecomputationStore
    private let activities: ActivityStore
    private let cuts: CutStore

    init(platform: Platform, computations: ComputationService) {
        self.platform = platform
        self.computations = computations
        store = RecomputationStore(database: platform.database)
        activities = ActivityStore(database: platform.database)
        cuts = CutStore(database: platform.database)
    }

    var handlers: [JobHandler] {
        [
            .job(RecomputeActivity.self) { [self] job, context in
                _ = try await recompute(job, context.log)
            },
            .job(
                RecomputeActivities.self, priority: .bulk,
                concurrencyLimit: RecomputationJobs.concurrencyLimit
            ) { [self] job, context in
                try await recompute(job, context)
            },
        ]
    }

    /// Asks for the work, and returns how many activities there are to compute again.
    package func begin(_ work: Recomputation) async throws -> Int {
        let count = try await store.count(work)
        guard count > 0 else { return 0 }
        let job = RecomputeActivities(
            from: Int64(work.from.timeIntervalSince1970.rounded(.up)), version: work.version,
            after: ActivityID(0), doneCount: 0, failedCount: 0)
        try await platform.database.transaction { transaction in
            try await self.platform.outbox.enqueue(job, in: transaction)
        }
        return count
    }

    // MARK: many

    private func recompute(_ job: RecomputeActivities, _ context: JobContext) async throws {
        var job = job
        let chunk = try await store.next(job, limit: chunkSize)
        for item in chunk {
            if try await recompute(item, context.log) { job.doneCount += 1 } else { job.failedCount += 1 }
            job.after = item.activity
            try interruption?(.replaced)
        }
        let isLast = chunk.count < chunkSize
        context.log.info(
            isLast ? "activities.recomputed" : "activities.recomputing",
            ["done": .init(job.doneCount), "failed": .init(job.failedCount)])
        let next = job
        try await platform.database.transaction { transaction in
            if !isLast { try await self.platform.outbox.enqueue(next, in: transaction) }
            try await context.complete(in: transaction)
            try self.interruption?(.continued)
        }
    }

    // MARK: one

    /// Whether it could be; a file that is gone or can't be read any more leaves the activity as it was.
    private func recompute(_ job: RecomputeActivity, _ log: Log) async throws -> Bool {
        guard let (activity, upload) = try await store.activity(job) else { return true }
        let cut = try await cuts.cut(of: job.activity, athlete: job.athlete)
        let computed: ActivityComputation
        do {
            computed = try await computations.compute(activity, of: upload, without: cut)
        } catch let error where error is UploadFailure || error is BlobError {
            log.warning(
                "activities.recompute_failed",
                ["activity": .init(job.activity.rawValue), "error": .string("\(error)")])
            return false
        }
        let isReplaced = try await replace(activity, by: computed, cut)
        if isReplaced { await platform.changes.record(.activity(job.activity)) }
        return true
    }

    /// False where the activity has gone, has another sport since, or another cut: then somebody else has
    /// computed it or will.
    private func replace(
        _ activity: Activity, by computed: ActivityComputation, _ cut: RecordingCut
    ) async throws -> Bool {
        let (id, athlete, now) = (activity.id, activity.athlete, platform.clock.now)
        return try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
            transaction in
            let current = try await self.activities.lock(id, of: athlete, in: transaction)
            guard let current, current.details.sportType == activity.details.sportType else { return false }
            let currentCut = try await self.cuts.cut(of: id, athlete: athlete, in: transaction)
            guard currentCut == cut else { return false }
            let event = ActivityUpdated(athlete: athlete, activity: id)
            try await self.store.replace(
                current, by: computed, at: now,
                with: try self.platform.outbox.statement(publishing: event, in: transaction), in: transaction)
            return true
        }
    }
}
