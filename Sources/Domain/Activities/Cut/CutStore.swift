import ActivityFiles
import FoundationEssentials
import Kernel
import Postgres

/// What is left out of recordings, in `activities.recording_cut`.
struct CutStore {
    let database: Database

    /// What is left out of an activity's recording.
    func cut(
        of activity: ActivityID, athlete: AthleteID, in executor: (any SQLExecutor)? = nil
    ) async throws -> RecordingCut {
        let rows = try await (executor ?? database).query(
            """
            select first_index, last_index, removed_indices from activities.recording_cut
            where athlete_id = \(athlete) and activity_id = \(activity)
            """)
        guard let row = rows.first else { return .nothing }
        let (first, last, removed) = try row.decode(Int.self, Int?.self, [Int].self)
        return RecordingCut(firstIndex: first, lastIndex: last, removedIndices: removed)
    }

    /// How many samples are left of an activity's recording; nil without one.
    func sampleCount(of activity: ActivityID, athlete: AthleteID) async throws -> Int? {
        try await database.query(
            """
            select point_count from activities.stream
            where athlete_id = \(athlete) and activity_id = \(activity)
            """
        ).first.map { Int(try $0.decode(Int32.self)) }
    }

    /// Writes what is left out; no row where that is nothing.
    func set(
        _ cut: RecordingCut, of activity: ActivityID, athlete: AthleteID, at now: Date,
        in transaction: Transaction
    ) async throws {
        guard cut != .nothing else {
            try await transaction.execute(
                """
                delete from activities.recording_cut
                where athlete_id = \(athlete) and activity_id = \(activity)
                """)
            return
        }
        try await transaction.execute(
            """
            insert into activities.recording_cut (
                athlete_id, activity_id, first_index, last_index, removed_indices, updated_at)
            values (
                \(athlete), \(activity), \(cut.firstIndex), \(cut.lastIndex), \(cut.removedIndices), \(now))
            on conflict (athlete_id, activity_id) do update set
                first_index = excluded.first_index, last_index = excluded.last_index,
                removed_indices = excluded.removed_indices, updated_at = excluded.updated_at
            """)
    }
}
