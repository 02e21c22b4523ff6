import TestWorld
import Testing

/// Walks the route table of a whole server, so that no route can be added without its description or its
/// protection.
@Suite(.enabled(if: TestWorld.isAvailable, "DATABASE_URL isn't set: run make test"))
struct RouteTableTests {
    private func routes(of world: TestWorld) async throws -> [JSONValue] {
        let routes = try await world.client.get("/test/routes").json().array
        try #require(!routes.isEmpty)
        return routes.filter { $0["path"].string?.hasPrefix("/test/") == false }
    }

    @Test func `every route is described in openapi yaml and the other way round`() async throws {
        try await TestWorld.run { world in
            let served = Set(
                try await routes(of: world).map { route in
                    [route["method"], route["path"], route["operation_id"]].map { $0.string ?? "" }
                        .joined(separator: " ")
                })
            let described = try DescribedOperations.read()
            #expect(served.subtracting(described).sorted() == [], "served, but not described")
            #expect(described.subtracting(served).sorted() == [], "described, but not served")
        }
    }

    @Test func `a route that asks for a scope answers 401 to nobody and to a token without it`() async throws
    {
        try await TestWorld.run { world in
            let athlete = try await world.register("Ada")
            let tokens = try await athlete.tokensByScope()
            for route in try await routes(of: world) {
                guard let scopes = route["scopes"].string, let method = route["method"].string,
                    let path = route["path"].string?.replacing("{id}", with: "1")
                else { continue }
                let anonymous = try await world.client.send(method, path)
                #expect(anonymous.status == 401, "\(method) \(path) to nobody")
                let accepted = Set(scopes.split(separator: ",").map(String.init))
                for (scope, token) in tokens where !accepted.contains(scope) {
                    let answer = try await world.client.with(token: token).send(method, path)
                    #expect(answer.status == 401, "\(method) \(path) with \(scope) only")
                }
            }
        }
    }
}

extension TestAthlete {
    /// Personal tokens, each with one scope that implies no other.
    fileprivate func tokensByScope() async throws -> [(scope: String, token: String)] {
        var tokens: [(scope: String, token: String)] = []
        for scope in ["read", "profile:read_all", "profile:write", "activity:read", "activity:write"] {
            let answer = try await client.send(
                "POST", "/api/v3/tokens", json: ["name": scope, "scopes": scope])
            guard let token = try answer.json()["token"].string else {
                throw UnexpectedAnswer(answer: answer)
            }
            tokens.append((scope, token))
        }
        return tokens
    }
}
