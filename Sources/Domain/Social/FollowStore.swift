import Kernel
import Postgres

/// The edges of the graph and the standings of its athletes.
struct FollowStore {
    let database: Database

    /// The day by which follows are counted.
    private static let today: SQL = "(now() at time zone 'utc')::date"

    /// An athlete's row of the graph.
    struct Standing: Equatable {
        var followingCount = 0
        var followerCount = 0
        var followingEpoch: Int64 = 0
        var isPopular = false
        /// Follows made today.
        var followsToday = 0
    }

    /// Locks the rows of both athletes until the end of the transaction, in the order of their ids; makes
    /// them where there are none. Returns the follower's and the target's.
    func lockStandings(_ follow: Follow, in transaction: Transaction) async throws -> (Standing, Standing) {
        let ids = [follow.athlete, follow.target].map(\.rawValue).sorted()
        let rows = try await transaction.batch([
            """
            insert into social.standing (athlete_id) select unnest(\(ids)) order by 1
            on conflict on constraint standing_pkey do nothing
            """,
            """
            select athlete_id, following_count, follower_count, following_epoch, is_popular,
                case when follows_day = \(Self.today) then follows_that_day else 0 end
            from social.standing where athlete_id = any(\(ids)) order by athlete_id for update
            """,
        ])
        var own = Standing()
        var other = Standing()
        for row in rows[1] {
            let standing = try Self.standing(row)
            if standing.0 == follow.athlete { own = standing.1 } else { other = standing.1 }
        }
        return (own, other)
    }

    private static func standing(_ row: Row) throws -> (AthleteID, Standing) {
        let (id, following, followers, epoch, isPopular, today) = try row.decode(
            Int64.self, Int.self, Int.self, Int64.self, Bool.self, Int.self)
        return (
            AthleteID(id),
            Standing(
                followingCount: following, followerCount: followers, followingEpoch: epoch,
                isPopular: isPopular,
                followsToday: today)
        )
    }

    /// Whether the edge exists.
    func exists(_ follow: Follow, in executor: any SQLExecutor) async throws -> Bool {
        try await executor.query(
            """
            select 1 from social.follow_out
            where athlete_id = \(follow.athlete) and target_id = \(follow.target)
            """
        ).count == 1
    }

    /// Writes an edge that doesn't exist, and counts it; the standings are locked.
    func insert(
        _ follow: Follow, id: ID<Follow>, pushedFollowers: Int, in transaction: Transaction
    ) async throws {
        try await transaction.batch([
            """
            insert into social.follow_out (athlete_id, target_id, id, created_at)
            values (\(follow.athlete), \(follow.target), \(id), now())
            """,
            """
            insert into social.follow_in (athlete_id, follower_id, id, created_at)
            values (\(follow.target), \(follow.athlete), \(id), now())
            """,
            """
            update social.standing set following_count = following_count + 1,
                following_epoch = following_epoch + 1,
                follows_that_day = 1 + case when follows_day = \(Self.today) then follows_that_day else 0 end,
                follows_day = \(Self.today)
            where athlete_id = \(follow.athlete)
            """,
            """
            update social.standing set follower_count = follower_count + 1,
                is_popular = is_popular or follower_count + 1 > \(pushedFollowers)
            where athlete_id = \(follow.target)
            """,
        ])
    }

    /// Removes an edge that exists, and counts it off; the standings are locked.
    func delete(_ follow: Follow, in transaction: Transaction) async throws {
        try await transaction.batch([
            """
            delete from social.follow_out
            where athlete_id = \(follow.athlete) and target_id = \(follow.target)
            """,
            """
            delete from social.follow_in
            where athlete_id = \(follow.target) and follower_id = \(follow.athlete)
            """,
            """
            update social.standing
            set following_count = following_count - 1, following_epoch = following_epoch + 1
            where athlete_id = \(follow.athlete)
            """,
            """
            update social.standing set follower_count = follower_count - 1
            where athlete_id = \(follow.target)
            """,
        ])
    }

    /// Both directions between a viewer and an athlete, and the athlete's counts.
    func relationship(
        of viewer: AthleteID, to athlete: AthleteID
    ) async throws -> Relationship {
        let rows = try await database.query(
            """
            select exists (
                    select from social.follow_out where athlete_id = \(viewer) and target_id = \(athlete)),
                exists (
                    select from social.follow_in where athlete_id = \(viewer) and follower_id = \(athlete)),
                coalesce((select follower_count from social.standing where athlete_id = \(athlete)), 0),
                coalesce((select following_count from social.standing where athlete_id = \(athlete)), 0)
            """)
        let (follows, isFollowed, followers, friends) = try rows[0].decode(
            Bool.self, Bool.self, Int.self, Int.self)
        return Relationship(
            athlete: athlete, friend: follows ? .accepted : nil, follower: isFollowed ? .accepted : nil,
            followerCount: followers, friendCount: friends)
    }
}
