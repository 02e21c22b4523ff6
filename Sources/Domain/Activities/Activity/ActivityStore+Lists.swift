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

    /// The ids of an athlete's activities, newest publication first, below `before`; without what imports
    /// have brought, which is no news.
    func recentIDs(of athlete: AthleteID, before: ActivityID?, limit: Int) async throws -> [ActivityID] {
        let bound = before?.rawValue ?? Int64.max
        return try await database.query(
            """
            select id from activities.activity
            where athlete_id = \(athlete) and id < \(bound) and import_id is null
            order by id desc limit \(Int32(limit))
            """
        ).map { ActivityID(try $0.decode(Int64.self)) }
    }

    /// The same for many athletes: at most `limit` of each, and the newest `total` of these, newest first.
    func recentIDs(
        ofEach athletes: [AthleteID], before: ActivityID?, limit: Int, total: Int
    ) async throws -> [(athlete: AthleteID, activity: ActivityID)] {
        let bound = before?.rawValue ?? Int64.max
        let rows = try await database.query(
            """
            select author.id, recent.id from unnest(\(athletes.map(\.rawValue))) as author (id)
            cross join lateral (
                select id from activities.activity
                where athlete_id = author.id and id < \(bound) and import_id is null
                order by id desc limit \(Int32(limit))
            ) as recent order by recent.id desc limit \(Int32(total))
            """)
        return try rows.map { row in
            let (athlete, activity) = try row.decode(Int64.self, Int64.self)
            return (AthleteID(athlete), ActivityID(activity))
        }
    }

    /// One page of an athlete's own list.
    func list(
        _ query: ActivityList, of athlete: AthleteID, among visible: [Visibility]
    ) async throws -> [Activity] {
        // Only the rows of the page itself are read whole, not those that are skipped.
        let bounds: SQL = """
            athlete_id = \(athlete)
            and started_at > \(query.after ?? .distantPast) and started_at < \(query.before ?? .distantFuture)
            and visibility = any(\(visible.map(\.rawValue)))
            """
        let found = try await database.query(ActivityStore.page(query, bounds))
        let ids = try found.map { ActivityID(try $0.decode(Int64.self)) }
        guard !ids.isEmpty else { return [] }
        let byID = Dictionary(uniqueKeysWithValues: try await find(ids).map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    private static func page(_ query: ActivityList, _ bounds: SQL) -> SQL {
        let limit = Int32(query.page.size)
        guard let place = query.place else {
            let skipped = Int32(query.page.skipped)
            return query.isOldestFirst
                ? """
                select id from activities.activity where \(bounds)
                order by started_at, id limit \(limit) offset \(skipped)
                """
                : """
                select id from activities.activity where \(bounds)
                order by started_at desc, id desc limit \(limit) offset \(skipped)
                """
        }
        return query.isOldestFirst
            ? """
            select id from activities.activity
            where \(bounds) and (started_at, id) > (\(place.start), \(place.activity))
            order by started_at, id limit \(limit)
            """
            : """
            select id from activities.activity
            where \(bounds) and (started_at, id) < (\(place.start), \(place.activity))
            order by started_at desc, id desc limit \(limit)
            """
    }
}
