import TestWorld
import Testing

/// Sends a real request for each cell of the authorisation matrix, whose rows the route table asks for: a
/// route without a row fails, and so does a row without a route.
@Suite(.enabled(if: TestWorld.isAvailable, "DATABASE_URL isn't set: run make test"))
struct AuthorizationTests {
    /// The domains' rows. A new domain adds its file and its name here; a new route only a row there.
    private static let matrix: KeyValuePairs<String, [AuthorizationRow]> = [
        "Operations": AuthorizationRow.operations, "Accounts": AuthorizationRow.accounts,
        "OAuth": AuthorizationRow.oauth, "Social": AuthorizationRow.social,
        "Activities": AuthorizationRow.activities, "Imports": AuthorizationRow.imports,
        "Gear": AuthorizationRow.gear,
        "Reactions": AuthorizationRow.reactions,
        "Feed": AuthorizationRow.feed,
        "Notifications": AuthorizationRow.notifications, "Privacy": AuthorizationRow.privacy,
    ]

    @Test func `every route has a row in the authorisation matrix, and every row a route`() async throws {
        try await TestWorld.run { world in
            let served = Set(try await LiveRoute.all(of: world).map(\.operationID))
            let rows = Set(Self.matrix.flatMap(\.value).map(\.operationID))
            #expect(served.subtracting(rows).sorted() == [], "no row in Tests/ServerTests/Authorization")
            #expect(rows.subtracting(served).sorted() == [], "a row without a route")
        }
    }

    @Test(arguments: matrix.map(\.key))
    func `everybody gets what the matrix says`(domain: String) async throws {
        let rows = Self.matrix.first { $0.key == domain }?.value ?? []
        try await TestWorld.run(settings: ["LOG_INS_PER_ADDRESS": "100000"]) { world in
            let cast = try await Cast(world)
            let routes = Dictionary(
                uniqueKeysWithValues: try await LiveRoute.all(of: world).map { ($0.operationID, $0) })
            for row in rows {
                guard let route = routes[row.operationID] else { continue }
                try await check(row, route, cast)
            }
        }
    }

    private func check(_ row: AuthorizationRow, _ route: LiveRoute, _ cast: Cast) async throws {
        let subject = try await row.subject.make(cast)
        let path = route.path(of: subject) + row.query
        for (viewer, status) in zip(Viewer.allCases, row.expected.statuses) {
            let client = try await cast.client(viewer)
            let fields = row.fields.mapValues { cast.fill($0, viewer, subject) }
            let answer =
                fields.isEmpty
                ? try await client.send(route.method, path)
                : try await client.send(route.method, path, json: fields)
            #expect(answer.status == status, "\(row) by \(viewer): \(answer.text.prefix(300))")
        }
    }
}

/// A row of the live server's route table.
struct LiveRoute: Sendable {
    let method: String
    let pattern: String
    let operationID: String

    /// All but those that only tests have.
    static func all(of world: TestWorld) async throws -> [LiveRoute] {
        let routes = try await world.client.get("/test/routes").json().array.compactMap {
            route -> LiveRoute? in
            guard let method = route["method"].string, let pattern = route["path"].string,
                let operationID = route["operation_id"].string
            else { return nil }
            return LiveRoute(method: method, pattern: pattern, operationID: operationID)
        }
        try #require(!routes.isEmpty)
        return routes.filter { !$0.pattern.hasPrefix("/test/") }
    }

    /// The path with the subject's ids in its places.
    func path(of subject: String) -> String {
        var ids = subject.split(separator: "/")[...]
        return pattern.split(separator: "/").map { part in
            part.hasPrefix("{") ? ids.popFirst() ?? "1" : part
        }.reduce("") { "\($0)/\($1)" }
    }
}

extension Cast {
    /// A field's value, with the viewer's own data in its places.
    fileprivate func fill(_ text: String, _ viewer: Viewer, _ subject: String) -> String {
        let athlete = athlete(viewer) ?? bystander
        return text.replacing("{email}", with: athlete.email)
            .replacing("{password}", with: athlete.password).replacing("{subject}", with: subject)
    }
}
