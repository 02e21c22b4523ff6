package import Accounts
import Jobs
package import Kernel
import Postgres

/// Following and unfollowing, and what other modules want to know of the graph. Confined to its loop.
package final class FollowService {
    /// Athletes in one question at most.
    package static let maximumBatch = 1_000
    /// Within so many followers of the limit all caches are told again that an athlete is popular.
    private static let popularityMargin = 8

    private let platform: Platform
    private let athletes: AthleteService
    private let limits: FollowLimits
    private let store: FollowStore
    private let known = FollowingCache()

    init(platform: Platform, athletes: AthleteService, limits: FollowLimits) {
        self.platform = platform
        self.athletes = athletes
        self.limits = limits
        store = FollowStore(database: platform.database)
        platform.changes.add(known)
    }

    // MARK: following

    /// Makes an athlete follow another; nothing happens where that is so already.
    ///
    /// Throws 400 for oneself, 404 for nobody, 403 and 429 beyond the limits.
    package func follow(_ target: AthleteID, by athlete: AthleteID) async throws -> Relationship {
        let follow = Follow(athlete: athlete, target: target)
        _ = try FollowPolicy.decide(follow)
        _ = try await athletes.summary(of: target)
        try await change(follow) { transaction in
            let (own, other) = try await store.lockStandings(follow, in: transaction)
            guard try await !store.exists(follow, in: transaction) else { return [] }
            try checkLimits(own)
            try await store.insert(
                follow, id: platform.ids.next(), pushedFollowers: limits.pushedFollowers, in: transaction)
            try await platform.outbox.publish(
                AthleteFollowed(athlete: athlete, target: target), in: transaction)
            return other.followerCount == limits.pushedFollowers ? [.popular(target)] : []
        }
        return try await relationship(of: athlete, to: target)
    }

    /// Makes an athlete follow another no longer; nothing happens where that is so already. Throws 404 for
    /// nobody.
    package func unfollow(_ target: AthleteID, by athlete: AthleteID) async throws {
        _ = try await athletes.summary(of: target)
        let follow = Follow(athlete: athlete, target: target)
        guard follow.athlete != follow.target else { return }
        try await change(follow) { transaction in
            _ = try await store.lockStandings(follow, in: transaction)
            guard try await store.exists(follow, in: transaction) else { return [] }
            try await store.delete(follow, in: transaction)
            try await platform.outbox.publish(
                AthleteUnfollowed(athlete: athlete, target: target), in: transaction)
            return []
        }
    }

    /// Runs a transaction on an edge, which returns what else has changed, and tells all caches, also when it
    /// isn't known whether it was committed.
    private func change(_ follow: Follow, _ body: (Transaction) async throws -> [Change]) async throws {
        do {
            let others = try await platform.database.transaction(attempts: 3, body)
            await platform.changes.record([.following(follow.athlete)] + others)
        } catch let error as PostgresError {
            await platform.changes.record(.following(follow.athlete))
            throw error
        }
    }

    /// Tells all caches once more of an edge that was changed, for the case that its server died before it
    /// could.
    func recordAgain(_ follow: Follow) async throws {
        let distance = abs(try await counts(of: follow.target).followers - limits.pushedFollowers)
        let isNearLimit = distance <= FollowService.popularityMargin
        try await platform.changes.append(
            [.following(follow.athlete)] + (isNearLimit ? [.popular(follow.target)] : []))
    }

    private func checkLimits(_ own: FollowStore.Standing) throws(Fault) {
        if own.followingCount >= limits.following {
            throw .forbidden("Follow", "following", "exceeded")
        }
        if own.followsToday >= limits.followsADay {
            let untilMidnight = 86_400 - Int(platform.clock.unixSeconds % 86_400)
            throw Fault(
                .tooMany(retryAfterSeconds: untilMidnight), "Rate Limit Exceeded",
                [.init(resource: "Follow", field: "follows a day", code: "exceeded")])
        }
    }

    // MARK: what others ask

    /// Both directions between a viewer and an athlete, and the athlete's counts; throws 404 for nobody.
    package func relationship(of viewer: AthleteID, to athlete: AthleteID) async throws -> Relationship {
        _ = try await athletes.summary(of: athlete)
        return try await store.relationship(of: viewer, to: athlete)
    }

    /// How many follow an athlete, and how many the athlete follows.
    package func counts(of athlete: AthleteID) async throws -> FollowCounts {
        let relationship = try await store.relationship(of: athlete, to: athlete)
        return FollowCounts(followers: relationship.followerCount, following: relationship.friendCount)
    }

    /// Whether the viewer follows an author, at this moment.
    package func follows(_ viewer: AthleteID, _ author: AthleteID) async throws -> Bool {
        try await store.exists(Follow(athlete: viewer, target: author), in: platform.database)
    }

    /// Those of the authors whom the viewer follows, at this moment; at most `maximumBatch` authors.
    package func followed(by viewer: AthleteID, among authors: [AthleteID]) async throws -> Set<AthleteID> {
        precondition(authors.count <= FollowService.maximumBatch, "a question has at most 1,000 athletes")
        return authors.isEmpty ? [] : try await store.followed(by: viewer, among: authors)
    }

    /// Whom an athlete follows, at this moment.
    package func following(of athlete: AthleteID) async throws -> Following {
        let load = known.begin()
        defer { known.end(load) }
        let following = try await store.following(of: athlete)
        known.keep(following, of: athlete, load)
        return following
    }

    /// Whom an athlete follows, from this loop's memory, or nil; to be asked after the log of changes has
    /// settled.
    package func knownFollowing(of athlete: AthleteID) -> Following? {
        known.following(of: athlete)
    }

    /// A chunk of an athlete's followers in the order of their ids, from beyond `after` (0 for the first).
    package func followers(
        of athlete: AthleteID, after: AthleteID, limit: Int = maximumBatch
    ) async throws -> [AthleteID] {
        try await store.followers(of: athlete, after: after, limit: min(limit, FollowService.maximumBatch))
    }

    /// Whether an athlete's activities are pulled by readers, since there are too many followers to push to.
    package func isPopular(_ athlete: AthleteID) async throws -> Bool {
        try await store.isPopular(athlete)
    }

    // MARK: lists

    /// A page of an athlete's followers, or of those the athlete follows; latest first, from below `before`.
    func page(
        _ direction: FollowStore.Direction, of athlete: AthleteID, before: Int64?, page: Page
    ) async throws -> FollowPage {
        _ = try await athletes.summary(of: athlete)
        let lines = try await store.page(
            direction, of: athlete, before: before ?? .max, skipping: before == nil ? page.skipped : 0,
            limit: page.size + 1)
        let shown = lines.prefix(page.size)
        let summaries = try await athletes.summaries(of: shown.map(\.athlete))
        return FollowPage(
            athletes: shown.compactMap { summaries[$0.athlete] },
            next: lines.count > page.size ? shown.last?.id : nil)
    }
}
