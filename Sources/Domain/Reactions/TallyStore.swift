import Activities
import Kernel
import Postgres

/// Counts in `reactions.tally`.
struct TallyStore {
    /// The givers of one activity that are told.
    static let maximumGivers = 1000

    let database: Database

    /// The counts of activities, and whether the viewer gave kudos, or without a viewer the latest who did;
    /// activities without any are absent.
    func tallies(
        of activities: [Activity], for viewer: AthleteID?
    ) async throws -> [ActivityID: ReactionTally] {
        guard !activities.isEmpty else { return [:] }
        let rows = try await database.query(
            """
            select tally.activity_id, tally.kudos_count, tally.comment_count, exists (
                select 1 from reactions.kudos
                where kudos.athlete_id = tally.athlete_id and kudos.activity_id = tally.activity_id
                    and kudos.giver_id = \(viewer)),
                case when \(viewer)::bigint is null then array(
                    select giver_id from reactions.kudos
                    where kudos.athlete_id = tally.athlete_id and kudos.activity_id = tally.activity_id
                    order by id desc limit \(Int32(TallyStore.maximumGivers)))
                else '{}' end
            from unnest(\(activities.map(\.athlete.rawValue)), \(activities.map(\.id.rawValue)))
                as asked (athlete_id, activity_id)
            join reactions.tally using (athlete_id, activity_id)
            """)
        var tallies: [ActivityID: ReactionTally] = [:]
        for row in rows {
            let (id, kudos, comments, hasKudoed, givers) = try row.decode(
                Int64.self, Int32.self, Int32.self, Bool.self, [Int64].self)
            var tally = ReactionTally()
            tally.kudosCount = Int(kudos)
            tally.commentCount = Int(comments)
            tally.hasKudoed = hasKudoed
            tally.givers = Set(givers.map { AthleteID($0) })
            tallies[ActivityID(id)] = tally
        }
        return tallies
    }

    /// Adds to the counts, or takes away.
    func add(
        kudos: Int32 = 0, comments: Int32 = 0, to activity: ActivityID, of athlete: AthleteID,
        in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            insert into reactions.tally as tally (athlete_id, activity_id, kudos_count, comment_count)
            values (\(athlete), \(activity), greatest(\(kudos), 0), greatest(\(comments), 0))
            on conflict (athlete_id, activity_id) do update set
                kudos_count = tally.kudos_count + \(kudos),
                comment_count = tally.comment_count + \(comments)
            """)
    }

    /// Removes all that was said of an activity.
    func deleteAll(of activity: ActivityID, athlete: AthleteID) async throws {
        try await database.batch([
            "delete from reactions.kudos where athlete_id = \(athlete) and activity_id = \(activity)",
            "delete from reactions.comment where athlete_id = \(athlete) and activity_id = \(activity)",
            "delete from reactions.tally where athlete_id = \(athlete) and activity_id = \(activity)",
        ])
    }
}
