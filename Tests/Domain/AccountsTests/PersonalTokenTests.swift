import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct PersonalTokenTests {
    @Test func `a personal token allows what it says until it is ended`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let bob = try await world.client.person("bob")
            let made = try await ann.client.send(
                "POST", "/api/v3/tokens", json: ["name": "script", "scopes": "read activity:read_all"])
            #expect(made.status == 201)
            let json = try made.json()
            let script = world.client.with(token: json["token"].string)
            #expect(try await script.get("/api/v3/athlete").json()["resource_state"].integer == 2)
            #expect(try await script.get("/api/v3/tokens").status == 401)
            let list = try await ann.client.get("/api/v3/tokens").json().array
            #expect(list.count == 1)
            #expect(list[0]["token"].isNull)
            let id = try #require(json["id"].integer)
            #expect(try await bob.client.send("DELETE", "/api/v3/tokens/\(id)").status == 404)
            #expect(try await ann.client.send("DELETE", "/api/v3/tokens/\(id)").status == 204)
            #expect(try await script.get("/api/v3/athlete").status == 401)
        }
    }

    @Test func `a personal token can't have the account itself, nor live for ever`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            for (body, fault) in [
                (["name": "x", "scopes": "account"], "AccessToken.scopes: invalid"),
                (["name": "x", "scopes": "everything"], "AccessToken.scopes: invalid"),
                (["name": "x"], "AccessToken.scopes: missing"),
                (["scopes": "read"], "AccessToken.name: missing"),
                (
                    ["name": "x", "scopes": "read", "expires_in_days": "366"],
                    "AccessToken.expires_in_days: invalid"
                ),
            ] {
                let answer = try await ann.client.send("POST", "/api/v3/tokens", json: body)
                #expect(answer.status == 400)
                #expect(answer.fault == fault)
            }
        }
    }
}
