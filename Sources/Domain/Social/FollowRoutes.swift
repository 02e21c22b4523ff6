import HTTP
import Kernel

/// Following over HTTP.
struct FollowRoutes {
    let follows: FollowService
    let cursors: CursorCodec

    var routes: [Route] {
        [
            Route(.get, "/api/v3/athletes/:id/follow", "getFollow", .scope(.read), handler: status),
            Route(
                .put, "/api/v3/athletes/:id/follow", "followAthlete", .scope(.profileWrite), handler: follow),
            Route(
                .delete, "/api/v3/athletes/:id/follow", "unfollowAthlete", .scope(.profileWrite),
                handler: unfollow),
            Route(.get, "/api/v3/athletes/:id/followers", "getFollowers", .scope(.read)) { request in
                try await list(.followers, "followers", request)
            },
            Route(.get, "/api/v3/athletes/:id/following", "getFollowing", .scope(.read)) { request in
                try await list(.following, "following", request)
            },
        ]
    }

    private func status(_ request: Request) async throws -> Response {
        .json(try await follows.relationship(of: request.principal.athlete, to: athlete(of: request)).json)
    }

    private func follow(_ request: Request) async throws -> Response {
        .json(try await follows.follow(athlete(of: request), by: request.principal.athlete).json)
    }

    private func unfollow(_ request: Request) async throws -> Response {
        try await follows.unfollow(athlete(of: request), by: request.principal.athlete)
        return .noContent
    }

    private func list(
        _ direction: FollowStore.Direction, _ purpose: StaticString, _ request: Request
    ) async throws -> Response {
        let id = try athlete(of: request)
        let page = try request.page
        var before: Int64?
        if let cursor = request.query["cursor"] {
            let keys = try cursors.decode(cursor, count: 2, purpose: purpose)
            guard keys[0] == id.rawValue else { throw Fault.invalid("Page", "cursor") }
            before = keys[1]
        }
        let found = try await follows.page(direction, of: id, before: before, page: page)
        let cursor = found.next.map { cursors.encode([id.rawValue, $0], purpose: purpose) }
        return .json(found.json).linkingNext(cursor, after: request, page)
    }

    private func athlete(of request: Request) throws -> AthleteID {
        try request.pathID(of: "Athlete", as: Subjects.Athlete.self)
    }
}
