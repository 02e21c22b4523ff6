import Activities
import Jobs
import Kernel
import Postgres
import Social

/// Pushes a published activity to the followers beyond one.
struct PushToFollowers: Job {
    static let kind = "feed.push_to_followers"
    let athlete: AthleteID
    let activity: ActivityID
    /// The last follower pushed to.
    let after: AthleteID
}

/// What feeds do when activities are published: each chunk of followers is a job, retried by itself. Run
/// twice, a push changes nothing.
final class FeedReactions {
    private let platform: Platform
    private let follows: FollowService
    private let store: FeedStore

    init(platform: Platform, follows: FollowService) {
        self.platform = platform
        self.follows = follows
        store = FeedStore(platform: platform)
    }

    var jobs: [JobHandler] {
        [
            .subscriber("feed.fan_out", to: ActivityPublished.self, priority: .interactive) {
                [self] event, context in
                try await fanOut(event, context)
            },
            .subscriber("feed.activity_updated", to: ActivityUpdated.self, priority: .interactive) {
                [self] event, _ in
                try await platform.changes.append([.activity(event.activity)])
            },
            .subscriber("feed.activity_deleted", to: ActivityDeleted.self, priority: .interactive) {
                [self] event, _ in
                try await platform.changes.append([.activity(event.activity)])
            },
            .job(PushToFollowers.self) { [self] job, context in try await push(job, context) },
        ]
    }

    private func fanOut(_ event: ActivityPublished, _ context: JobContext) async throws {
        // What an import brings is no news.
        guard event.source == nil else { return }
        try await store.push(event.activity, to: [event.athlete])
        if try await follows.isPopular(event.athlete) {
            try await platform.changes.append([.recent(event.athlete)])
        } else {
            let start = PushToFollowers(athlete: event.athlete, activity: event.activity, after: AthleteID(0))
            try await push(start, context)
        }
    }

    private func push(_ job: PushToFollowers, _ context: JobContext) async throws {
        let followers = try await follows.followers(
            of: job.athlete, after: job.after, limit: FeedLimits.pushChunk)
        guard let last = followers.last else { return }
        try await store.push(job.activity, to: followers)
        guard followers.count == FeedLimits.pushChunk else { return }
        let rest = PushToFollowers(athlete: job.athlete, activity: job.activity, after: last)
        try await platform.database.transaction { transaction in
            try await platform.outbox.enqueue(rest, in: transaction)
            try await context.complete(in: transaction)
        }
    }
}
