package import ActivityFiles
import Blobs
import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// Leaves parts out of recordings, and takes them in again.
package final class CutService {
    private let platform: Platform
    private let activities: ActivityService
    private let computations: ComputationService
    private let store: CutStore
    private let activityStore: ActivityStore
    private let recomputationStore: RecomputationStore

    init(platform: Platform, activities: ActivityService, computations: ComputationService) {
        self.platform = platform
        self.activities = activities
        self.computations = computations
        store = CutStore(database: platform.database)
        activityStore = ActivityStore(database: platform.database)
        recomputationStore = RecomputationStore(database: platform.database)
    }

    /// What is left out of one's own recording.
    package func cut(of id: ActivityID, for principal: Principal) async throws -> RecordingCut {
        let activity = try await activities.editable(id, by: principal)
        return try await store.cut(of: id, athlete: activity.athlete)
    }

    /// Leaves out more, or nothing any more, and computes everything of what is left. Throws 409 for manual
    /// entries, and where somebody else has changed the activity meanwhile.
    package func change(
        _ id: ActivityID, _ change: CutChange?, by principal: Principal
    ) async throws -> VisibleActivity {
        let activity = try await activities.editable(id, by: principal)
        let athlete = activity.athlete
        let job = RecomputeActivity(athlete: athlete, activity: id)
        guard let (_, upload) = try await recomputationStore.activity(job),
            let count = try await store.sampleCount(of: id, athlete: athlete)
        else { throw Fault.conflict(CutChange.resource, "activity", "manual") }
        let old = try await store.cut(of: id, athlete: athlete)
        let cut = try change?.applied(to: old, count: count) ?? .nothing
        guard cut != old else { return try await activities.shown(activity, to: principal) }
        let computed = try await computations.compute(activity, of: upload, without: cut)
        try await replace(activity, by: computed, cut)
        await platform.changes.record(.activity(id))
        return try await activities.shown(
            try await activities.editable(id, by: principal), to: principal)
    }

    private func replace(
        _ activity: Activity, by computed: ActivityComputation, _ cut: RecordingCut
    ) async throws {
        let (id, athlete, now) = (activity.id, activity.athlete, platform.clock.now)
        try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) { transaction in
            guard let current = try await self.activityStore.lock(id, of: athlete, in: transaction) else {
                throw Fault.notFound(ActivityFields.resource)
            }
            guard current.revision == activity.revision else {
                throw Fault.conflict(CutChange.resource, "activity", "changed meanwhile")
            }
            try await self.store.set(cut, of: id, athlete: athlete, at: now, in: transaction)
            let event = ActivityUpdated(athlete: athlete, activity: id)
            try await self.recomputationStore.replace(
                current, by: computed, at: now,
                with: try self.platform.outbox.statement(publishing: event, in: transaction),
                in: transaction)
        }
    }
}
