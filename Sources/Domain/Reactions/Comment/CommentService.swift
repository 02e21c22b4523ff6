package import Accounts
import Activities
import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// Writing below activities, and reading it.
package final class CommentService {
    private let platform: Platform
    private let activities: ActivityService
    private let athletes: AthleteService
    private let store: CommentStore
    private let tallies: TallyStore

    init(
        platform: Platform, activities: ActivityService, athletes: AthleteService, tallies: TallyStore
    ) {
        self.platform = platform
        self.activities = activities
        self.athletes = athletes
        self.tallies = tallies
        store = CommentStore(database: platform.database)
    }

    /// A page of the comments on an activity that the caller may see, the earliest first, with who wrote
    /// them.
    func page(
        _ list: CommentList, of id: ActivityID, for principal: Principal
    ) async throws -> [(comment: Comment, author: AthleteSummary)] {
        let (owner, _) = try await activities.owner(of: id, for: principal)
        let comments = try await store.page(list, of: id, athlete: owner)
        let authors = try await athletes.summaries(of: comments.map(\.author))
        return comments.compactMap { comment in authors[comment.author].map { (comment, $0) } }
    }

    /// Writes below an activity that the caller may see.
    package func write(
        _ text: String, below id: ActivityID, by principal: Principal
    ) async throws -> (comment: Comment, author: AthleteSummary) {
        let (owner, _) = try await activities.owner(of: id, for: principal)
        let author = try await athletes.summary(of: principal.athlete)
        let comment = Comment(
            id: platform.ids.next(), athlete: owner, activity: id, author: principal.athlete,
            text: text, createdAt: platform.clock.now)
        try await platform.database.transaction { transaction in
            try await self.store.insert(comment, in: transaction)
            try await self.tallies.add(comments: 1, to: id, of: owner, in: transaction)
            try await self.platform.outbox.publish(
                CommentWritten(
                    athlete: owner, activity: id, comment: comment.id,
                    author: principal.athlete),
                in: transaction)
        }
        await platform.changes.record(.activity(id))
        return (comment, author)
    }

    /// Removes a comment: whoever wrote it may, and whose activity it is. For others it is forbidden, and for
    /// who may not see the activity there is none.
    package func delete(_ id: CommentID, by principal: Principal) async throws {
        guard let comment = try await store.find(id) else { throw Fault.notFound("Comment") }
        if principal.athlete != comment.author {
            guard let (_, viewer) = try? await activities.owner(of: comment.activity, for: principal) else {
                throw Fault.notFound("Comment")
            }
            guard viewer == .owner else { throw Fault.forbidden("Comment", "id") }
        }
        try await platform.database.transaction { transaction in
            guard try await self.store.delete(comment, in: transaction) else { return }
            try await self.tallies.add(
                comments: -1, to: comment.activity, of: comment.athlete, in: transaction)
        }
        await platform.changes.record(.activity(comment.activity))
    }
}
