import Accounts
import HTTP
import JSON
import Kernel

/// Comments over HTTP.
struct CommentRoutes {
    private static let purpose: StaticString = "comments"

    let comments: CommentService
    let cursors: CursorCodec

    var routes: [Route] {
        let path = "/api/v3/activities/:id/comments"
        return [
            Route(.get, path, "getCommentsByActivityId", .scope(.activityRead), handler: list),
            Route(.post, path, "writeComment", .scope(.activityWrite), handler: write),
            Route(
                .delete, "/api/v3/comments/:id", "deleteCommentById", .scope(.activityWrite),
                handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let id = try activity(of: request)
        let found = try await comments.page(
            try list(of: request, id), of: id, for: request.principal)
        var json = JSONWriter(capacity: 1024 * found.count + 2)
        json.array(found) { json, line in write(line.comment, by: line.author, to: &json) }
        return .json(json.bytes)
    }

    /// `page_size` and `after_cursor` go before the older `page` and `per_page`.
    private func list(of request: Request, _ id: ActivityID) throws -> CommentList {
        let query = request.query
        guard query["page_size"] != nil || query["after_cursor"] != nil else {
            return CommentList(after: nil, page: try request.page)
        }
        let size = query["page_size"]
        guard let page = try? Page(number: nil, size: size) else { throw Fault.invalid("Page", "page_size") }
        guard let cursor = query["after_cursor"], !cursor.isEmpty else { return CommentList(page: page) }
        guard let keys = try? cursors.decode(cursor, count: 2, purpose: CommentRoutes.purpose),
            keys[0] == id.rawValue
        else { throw Fault.invalid("Page", "after_cursor") }
        return CommentList(after: CommentID(keys[1]), page: page)
    }

    private func write(_ request: Request) async throws -> Response {
        let id = try activity(of: request)
        let text = try Comment.text(try await RequestFields.read(request))
        let (comment, author) = try await comments.write(text, below: id, by: request.principal)
        var json = JSONWriter(capacity: 1024)
        write(comment, by: author, to: &json)
        return .json(json.bytes, status: .created)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "Comment", as: Comment.self)
        try await comments.delete(id, by: request.principal)
        return .noContent
    }

    private func write(_ comment: Comment, by author: AthleteSummary, to json: inout JSONWriter) {
        let cursor = cursors.encode(
            [comment.activity.rawValue, comment.id.rawValue], purpose: CommentRoutes.purpose)
        comment.write(to: &json, by: author, cursor: cursor)
    }

    private func activity(of request: Request) throws -> ActivityID {
        try request.pathID(of: "Activity", as: Subjects.Activity.self)
    }
}
