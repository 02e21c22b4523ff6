import Kernel
import Postgres

extension FollowStore {
    /// Which end of the edges a list shows.
    enum Direction: Sendable {
        case followers, following
    }

    /// One line of a list: an athlete, and the edge's id as the key of the next page.
    struct Line: Equatable {
        var id: Int64
        var athlete: AthleteID
    }

    /// A page of the list, latest first, from below `before`.
    func page(
        _ direction: Direction, of athlete: AthleteID, before: Int64, skipping skipped: Int, limit: Int
    ) async throws -> [Line] {
        let rows: Rows
        switch direction {
        case .followers:
            rows = try await database.query(
                """
                select id, follower_id from social.follow_in where athlete_id = \(athlete) and id < \(before)
                order by id desc offset \(skipped) limit \(limit)
                """, as: "followers")
        case .following:
            rows = try await database.query(
                """
                select id, target_id from social.follow_out where athlete_id = \(athlete) and id < \(before)
                order by id desc offset \(skipped) limit \(limit)
                """, as: "following")
        }
        return try rows.decode(Int64.self, Int64.self).map { Line(id: $0.0, athlete: AthleteID($0.1)) }
    }

    /// Whom an athlete follows, all of them, with who of them is popular; of one snapshot.
    func following(of athlete: AthleteID) async throws -> Following {
        let rows = try await database.query(
            """
            select coalesce((select following_epoch from social.standing where athlete_id = \(athlete)), 0),
                coalesce(array_agg(f.target_id order by f.target_id), '{}'),
                coalesce(array_agg(f.target_id order by f.target_id) filter (where s.is_popular), '{}')
            from social.follow_out f left join social.standing s on s.athlete_id = f.target_id
            where f.athlete_id = \(athlete)
            """)
        let (epoch, authors, popular) = try rows[0].decode(Int64.self, [Int64].self, [Int64].self)
        return Following(
            epoch: epoch, authors: authors.map { AthleteID($0) }, popular: popular.map { AthleteID($0) })
    }

    /// Those of the athletes whom the viewer follows.
    func followed(
        by viewer: AthleteID, among athletes: [AthleteID]
    ) async throws -> Set<AthleteID> {
        let rows = try await database.query(
            """
            select target_id from social.follow_out
            where athlete_id = \(viewer) and target_id = any(\(athletes.map(\.rawValue)))
            """)
        return Set(try rows.decode(Int64.self).map { AthleteID($0) })
    }

    /// A chunk of an athlete's followers in the order of their ids, which stays the same whoever comes and
    /// goes.
    func followers(
        of athlete: AthleteID, after: AthleteID, limit: Int
    ) async throws -> [AthleteID] {
        let rows = try await database.query(
            """
            select follower_id from social.follow_in where athlete_id = \(athlete) and follower_id > \(after)
            order by follower_id limit \(limit)
            """)
        return try rows.decode(Int64.self).map { AthleteID($0) }
    }

    /// Whether an athlete's activities are pulled by readers.
    func isPopular(_ athlete: AthleteID) async throws -> Bool {
        try await database.query(
            "select 1 from social.standing where athlete_id = \(athlete) and is_popular"
        ).count == 1
    }
}
