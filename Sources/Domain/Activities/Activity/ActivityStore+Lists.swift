import FoundationEssentials
import Kernel
import Postgres

/// Many activities at once.
extension ActivityStore {
    /// Activities by their ids, in no order; what doesn't exist is absent.
    func find(_ ids: [ActivityID]) async throws -> [Activity] {
        try await database.query(
            "select \(ActivityStore.columns) from activities.activity where id = any(\(ids.map(\.rawValue)))"
        ).map(ActivityStore.activity)
    }

    /// The ids of an athlete's activities, newest publication first, below `before`.
    func recentIDs(of athlete: AthleteID, before: ActivityID?, limit: Int) async throws -> [ActivityID] {
        let bound = before?.rawValue ?? Int64.max
        return try await database.query(
            """
            select id from activities.activity
            where athlete_id = \(athlete) and id < \(bound) order by id desc limit \(Int32(limit))
            """
        ).map { ActivityID(try $0.decode(Int64.self)) }
    }

    /// The same for many athletes: at most `limit` each, all together newest first.
    func recentIDs(
        ofEach athletes: [AthleteID], before: ActivityID?, limit: Int
    ) async throws -> [(athlete: AthleteID, activity: ActivityID)] {
        let bound = before?.rawValue ?? Int64.max
        let rows = try await database.query(
            """
            select author.id, recent.id from unnest(\(athletes.map(\.rawValue))) as author (id)
            cross join lateral (
                select id from activities.activity
                where athlete_id = author.id and id < \(bound) order by id desc limit \(Int32(limit))
            ) as recent order by recent.id desc
            """)
        return try rows.map { row in
            let (athlete, activity) = try row.decode(Int64.self, Int64.self)
            return (AthleteID(athlete), ActivityID(activity))
        }
    }

    /// One page of an athlete's own list.
    func list(
        _ query: ActivityList, of athlete: AthleteID, includesPrivate: Bool
    ) async throws -> [Activity] {
        // Pages are found in the index alone; only the rows of the page itself are read.
        let limit = Int32(query.page.size)
        let skipped = Int32(query.page.skipped)
        let after = query.after ?? .distantPast
        let before = query.before ?? .distantFuture
        let page: SQL =
            query.isOldestFirst
            ? """
            select id, started_at from activities.activity where athlete_id = \(athlete)
                and started_at > \(after) and started_at < \(before)
                and (\(includesPrivate) or visibility <> 'only_me')
            order by started_at, id limit \(limit) offset \(skipped)
            """
            : """
            select id, started_at from activities.activity where athlete_id = \(athlete)
                and started_at > \(after) and started_at < \(before)
                and (\(includesPrivate) or visibility <> 'only_me')
            order by started_at desc, id desc limit \(limit) offset \(skipped)
            """
        let ids = try await database.query(page).map { ActivityID(try $0.decode(Int64.self)) }
        guard !ids.isEmpty else { return [] }
        let byID = Dictionary(uniqueKeysWithValues: try await find(ids).map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }
}
