import HTTP
import JSON
import Kernel
import Postgres
import Redis

/// Routes for measurements and conformance suites, served only with `TEST_ROUTES=on`: the smallest thing that
/// exercises one part of the server.
struct TestRoutes {
    private let platform: Platform
    private let served: [Route]

    /// `served` are the routes that `/test/routes` lists.
    init(_ platform: Platform, served: [Route]) {
        self.platform = platform
        self.served = served
    }

    /// The rows of the route table.
    var routes: [Route] {
        let (database, redis) = (platform.database, platform.redis)
        let (hub, echo) = (EchoSocket.hub(on: platform.loop), EchoSocket())
        return [
            Route(.get, "/test/routes", "testRoutes", .anyone) { [served] _ in table(of: served) },
            Route(.get, "/test/echo", "testEcho", .anyone) { request in
                let options = WebSocketOptions(limits: EchoSocket.limits)
                return try Response.webSocket(request, on: hub, options: options, delegate: echo)
            },
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

private func table(of routes: [Route]) -> Response {
    var json = JSONWriter(capacity: 16_384)
    json.array(routes) { json, route in
        json.object { json in
            json.member("method", route.method.name.description)
            json.member("path", route.openAPIPath)
            json.member("operation_id", route.operationID)
            json.member("scopes", scopes(of: route))
        }
    }
    return .json(json.bytes)
}

/// The scopes of which the caller needs one; nil where no token is asked for.
private func scopes(of route: Route) -> String? {
    guard case .anyScope(let scopes) = route.required else { return nil }
    return scopes.text
}
