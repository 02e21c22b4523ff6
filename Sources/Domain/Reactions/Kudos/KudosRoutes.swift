import Accounts
import HTTP
import JSON
import Kernel

/// Kudos over HTTP.
struct KudosRoutes {
    private static let purpose: StaticString = "kudos"

    let kudos: KudosService
    let cursors: CursorCodec

    var routes: [Route] {
        let path = "/api/v3/activities/:id/kudos"
        return [
            Route(.get, path, "getKudoersByActivityId", .scope(.activityRead), handler: list),
            Route(.post, path, "giveKudos", .scope(.activityWrite), handler: give),
            Route(.delete, path, "takeKudosBack", .scope(.activityWrite), handler: takeBack),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let id = try activity(of: request)
        let page = try request.page
        var before: Int64?
        if let cursor = request.query["cursor"] {
            let keys = try cursors.decode(cursor, count: 2, purpose: KudosRoutes.purpose)
            guard keys[0] == id.rawValue else { throw Fault.invalid("Page", "cursor") }
            before = keys[1]
        }
        let found = try await kudos.page(of: id, for: request.principal, before: before, page)
        var json = JSONWriter(capacity: 512 * found.athletes.count + 2)
        json.array(found.athletes) { $1.write(to: &$0) }
        let next = found.next.map { cursors.encode([id.rawValue, $0], purpose: KudosRoutes.purpose) }
        return .json(json.bytes).linkingNext(next, after: request, page)
    }

    private func give(_ request: Request) async throws -> Response {
        try await kudos.give(to: activity(of: request), by: request.principal)
        return .noContent
    }

    private func takeBack(_ request: Request) async throws -> Response {
        try await kudos.takeBack(from: activity(of: request), by: request.principal)
        return .noContent
    }

    private func activity(of request: Request) throws -> ActivityID {
        try request.pathID(of: "Activity", as: Subjects.Activity.self)
    }
}
