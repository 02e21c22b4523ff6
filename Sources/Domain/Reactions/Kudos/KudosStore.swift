import FoundationEssentials
import Kernel
import Postgres

/// Who likes what, in `reactions.kudos`.
struct KudosStore {
    let database: Database

    /// One line of a list: who likes it, and the key of the next page.
    struct Line: Equatable {
        var id: Int64
        var giver: AthleteID
    }

    /// A page of those who like an activity, the latest first, from below `before`.
    func page(
        of activity: ActivityID, athlete: AthleteID, before: Int64, skipping skipped: Int, limit: Int
    ) async throws -> [Line] {
        let rows = try await database.query(
            """
            select id, giver_id from reactions.kudos
            where athlete_id = \(athlete) and activity_id = \(activity) and id < \(before)
            order by id desc offset \(skipped) limit \(limit)
            """)
        return try rows.decode(Int64.self, Int64.self).map { Line(id: $0.0, giver: AthleteID($0.1)) }
    }

    /// Adds kudos; false where they were given already.
    func insert(
        by giver: AthleteID, to activity: ActivityID, of athlete: AthleteID, id: Int64, at now: Date,
        in transaction: Transaction
    ) async throws -> Bool {
        try await transaction.execute(
            """
            insert into reactions.kudos (athlete_id, activity_id, giver_id, id, created_at)
            values (\(athlete), \(activity), \(giver), \(id), \(now))
            on conflict (athlete_id, activity_id, giver_id) do nothing
            """) == 1
    }

    /// Takes kudos back; whether there were any.
    func delete(
        by giver: AthleteID, from activity: ActivityID, of athlete: AthleteID, in transaction: Transaction
    ) async throws -> Bool {
        try await transaction.execute(
            """
            delete from reactions.kudos
            where athlete_id = \(athlete) and activity_id = \(activity) and giver_id = \(giver)
            """) == 1
    }
}
