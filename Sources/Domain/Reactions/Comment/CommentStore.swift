import FoundationEssentials
import Kernel
import Postgres

/// Comments in `reactions.comment`.
struct CommentStore {
    let database: Database

    private static let columns: SQL = "athlete_id, activity_id, id, author_id, text, created_at"

    /// A comment by its id alone.
    func find(_ id: CommentID) async throws -> Comment? {
        try await database.query(
            "select \(CommentStore.columns) from reactions.comment where id = \(id)"
        ).first.map(CommentStore.comment)
    }

    /// A page of what was written below an activity, the earliest first.
    func page(_ list: CommentList, of activity: ActivityID, athlete: AthleteID) async throws -> [Comment] {
        let after = list.after?.rawValue ?? 0
        let skipped = list.after == nil ? list.page.skipped : 0
        return try await database.query(
            """
            select \(CommentStore.columns) from reactions.comment
            where athlete_id = \(athlete) and activity_id = \(activity) and id > \(after)
            order by id offset \(skipped) limit \(list.page.size)
            """
        ).map(CommentStore.comment)
    }

    private static func comment(_ row: Row) throws -> Comment {
        let (athlete, activity, id, author, text, createdAt) = try row.decode(
            Int64.self, Int64.self, Int64.self, Int64.self, String.self, Date.self)
        return Comment(
            id: CommentID(id), athlete: AthleteID(athlete), activity: ActivityID(activity),
            author: AthleteID(author), text: text, createdAt: createdAt)
    }

    /// Adds a comment.
    func insert(_ comment: Comment, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            insert into reactions.comment (\(CommentStore.columns))
            values (
                \(comment.athlete), \(comment.activity), \(comment.id), \(comment.author), \(comment.text),
                \(comment.createdAt))
            """)
    }

    /// Removes a comment; whether there was one.
    func delete(_ comment: Comment, in transaction: Transaction) async throws -> Bool {
        try await transaction.execute(
            """
            delete from reactions.comment
            where athlete_id = \(comment.athlete) and activity_id = \(comment.activity)
                and id = \(comment.id)
            """) == 1
    }
}
