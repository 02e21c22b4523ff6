import HTTP
import JSON
import Kernel
import Postgres
import Redis

/// Routes for measurements and conformance suites, served only with `TEST_ROUTES=on`: the smallest thing that
/// exercises one part of the server.
struct TestRoutes {
    private let platform: Platform

    init(_ platform: Platform) {
        self.platform = platform
    }

    /// The rows of the route table.
    var routes: [Route] {
        let (database, redis) = (platform.database, platform.redis)
        return [
            Route(.get, "/test/json", "testJSON", .anyone) { _ in
                .json(Array(#"{"name":"slipstream","ok":true}"#.utf8))
            },
            Route(.get, "/test/row/:id", "testRow", .scope(.read)) { request in
                let id = try request.pathInteger("id", of: "Row")
                let rows = try await database.query("select id, name from bench.row where id = \(id)")
                guard let row = rows.first else { throw Fault.notFound("Row") }
                let (found, name) = try row.decode(Int64.self, String.self)
                var json = JSONWriter(capacity: 64)
                json.object { json in
                    json.member("id", found)
                    json.member("name", name)
                }
                return .json(json.bytes)
            },
            Route(.get, "/test/value/:key", "testValue", .scope(.read)) { request in
                guard let value = try await redis.get(try request.pathText("key", of: "Value")) else {
                    throw Fault.notFound("Value")
                }
                return Response(body: .bytes(value))
            },
        ]
    }
}
