import FoundationEssentials
import Kernel
import Postgres

/// What there is to compute again.
struct RecomputationStore {
    let database: Database

    /// The next activities after a place, in the order of their ids.
    func next(_ job: RecomputeActivities, limit: Int) async throws -> [RecomputeActivity] {
        try await database.query(
            """
            select athlete_id, id from activities.activity
            where algorithm_version < \(job.version) and id > \(job.after) and upload_id is not null
                and started_at >= \(Date(timeIntervalSince1970: Double(job.from)))
            order by id limit \(Int32(limit))
            """
        ).map { row in
            let (athlete, activity) = try row.decode(Int64.self, Int64.self)
            return RecomputeActivity(athlete: AthleteID(athlete), activity: ActivityID(activity))
        }
    }

    /// How many there are.
    func count(_ work: Recomputation) async throws -> Int {
        let rows = try await database.query(
            """
            select count(*) from activities.activity
            where algorithm_version < \(work.version) and upload_id is not null
                and started_at >= \(work.from)
            """)
        return Int(try rows.first?.decode(Int64.self) ?? 0)
    }

    /// An activity and the upload that it was made of; nil where either is gone.
    func activity(_ job: RecomputeActivity) async throws -> (activity: Activity, upload: Upload)? {
        let rows = try await database.query(
            """
            select \(ActivityStore.columns) from activities.activity
            where athlete_id = \(job.athlete) and id = \(job.activity)
            """)
        guard let activity = try rows.first.map(ActivityStore.activity), let id = activity.origin.upload,
            let upload = try await UploadStore(database: database).find(id, of: job.athlete)
        else { return nil }
        return (activity, upload)
    }

    /// Replaces everything that was computed of an activity, in one round trip.
    func replace(
        _ old: Activity, by computed: ActivityComputation, at now: Date, with event: SQL,
        in transaction: Transaction
    ) async throws {
        let (activity, athlete) = (old.id, old.athlete)
        var statements = [
            ActivityStore.replacement(of: old, by: computed, at: now),
            StreamStore.replacement(of: activity, athlete, by: computed), event,
        ]
        statements += BreakdownStore.clearing(allBut: computed.breakdown, of: activity, athlete)
        statements += BreakdownStore.writing(computed.breakdown, of: activity, athlete)
        try await transaction.batch(statements)
    }
}
