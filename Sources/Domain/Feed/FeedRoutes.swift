import HTTP
import Kernel

/// The feed over HTTP.
struct FeedRoutes {
    let feeds: FeedService
    let cursors: CursorCodec

    var routes: [Route] {
        [Route(.get, "/api/v3/feed", "getFeed", .scope(.activityRead), handler: feed)]
    }

    private func feed(_ request: Request) async throws -> Response {
        let page = try Page(number: nil, size: request.query["per_page"])
        let cursor = try request.query["cursor"].map { text in
            ActivityID(try cursors.decode(text, count: 1, purpose: "feed")[0])
        }
        let found = try await feeds.page(for: request.principal, below: cursor, size: page.size)
        let next = found.next.map { cursors.encode([$0.rawValue], purpose: "feed") }
        var response = Response.json(found.json).linkingNext(next, after: request, page)
        response.headers.add(.eTag, found.fingerprint.entityTag)
        return response
    }
}
