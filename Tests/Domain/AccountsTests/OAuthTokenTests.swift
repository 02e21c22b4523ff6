import Crypto
import Foundation
import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct OAuthTokenTests {
    @Test func `refresh tokens of applications rotate, and a reused one ends the family`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            let other = try await OAuthClient(owner: owner, http: world.client)
            let code = try #require(try await client.consent(owner)["code"])
            let first = try await client.exchange(code).json()
            let old = try #require(first["refresh_token"].string)
            #expect(try await other.refresh(old).fault == "RefreshToken.refresh_token: invalid")
            let ours = try await world.client.send(
                "POST", "/api/v3/session/refresh", json: ["refresh_token": old])
            #expect(ours.status == 400)
            let second = try await client.refresh(old)
            #expect(second.status == 200)
            #expect(try second.json()["athlete"].isNull)
            let app = world.client.with(token: try second.json()["access_token"].string)
            #expect(try await app.get("/api/v3/athlete").status == 200)
            #expect(try await client.refresh(old).status == 400)
            #expect(try await app.get("/api/v3/athlete").status == 401)
        }
    }

    @Test func `the token endpoint knows its clients, however they speak`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            _ = try await client.consent(owner)
            func code() async throws -> String {
                try #require(try client.query(of: try await client.open("&scope=read"))["code"])
            }
            let query = try await world.client.send(
                "POST",
                "/oauth/token?client_id=\(client.id)&client_secret=\(client.secret)&code=\(try await code())")
            #expect(query.status == 200)
            let basic = Base64.encode([UInt8]("\(client.id):\(client.secret)".utf8))
            let byHeader = try await world.client.send(
                "POST", "/oauth/token", form: ["code": try await code(), "grant_type": "authorization_code"],
                headers: ["Authorization": "Basic \(basic)"])
            #expect(byHeader.status == 200)
            let wrong = try await client.exchange(try await code(), ["client_secret": "wrong"])
            #expect(wrong.status == 401)
            #expect(wrong.fault == "Application.client_secret: invalid")
            let unknown = try await client.exchange(try await code(), ["client_id": 1])
            #expect(unknown.status == 400)
            #expect(unknown.fault == "Application.client_id: invalid")
            let grant = try await client.exchange(try await code(), ["grant_type": "password"])
            #expect(grant.fault == "Application.grant_type: invalid")
        }
    }

    @Test func `deauthorizing ends the application's access, and asks again next time`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            for path in ["/oauth/deauthorize", "/api/v3/oauth/deauthorize"] {
                let code = try #require(try await client.consent(owner)["code"])
                let token = try #require(try await client.exchange(code).json()["access_token"].string)
                let answer =
                    path.hasPrefix("/api")
                    ? try await world.client.send("POST", path, form: ["access_token": token])
                    : try await world.client.with(token: token).send("POST", path)
                #expect(answer.status == 200)
                #expect(try answer.json()["access_token"].string == token)
                #expect(try await world.client.with(token: token).get("/api/v3/athlete").status == 401)
                #expect(try await client.open("&scope=read").status == 200)
                client.cookies = [:]
            }
            #expect(try await world.client.send("POST", "/oauth/deauthorize").status == 401)
            #expect(
                try world.database.sql("select count(*) from jobs.event where kind = 'grant.revoked'") == "2")
        }
    }

    @Test func `grants are listed and taken back by the athlete, applications by their owner`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            let ann = try await world.client.person("ann")
            var client = try await OAuthClient(owner: owner, http: world.client)
            let code = try #require(try await client.consent(ann)["code"])
            let app = world.client.with(token: try await client.exchange(code).json()["access_token"].string)
            let grants = try await ann.client.get("/api/v3/grants").json()
            #expect(grants[0]["application"]["name"].string == "Ride Planner")
            #expect(grants[0]["scopes"].array.compactMap(\.string) == ["read", "activity:read"])
            #expect(try await owner.client.get("/api/v3/grants").json().array.isEmpty)
            #expect(try await ann.client.get("/api/v3/applications/\(client.id)").status == 404)
            #expect(try await ann.client.send("DELETE", "/api/v3/applications/\(client.id)").status == 404)
            #expect(try await ann.client.send("DELETE", "/api/v3/grants/\(client.id)").status == 204)
            #expect(try await ann.client.send("DELETE", "/api/v3/grants/\(client.id)").status == 404)
            #expect(try await app.get("/api/v3/athlete").status == 401)

            client.cookies = [:]
            let next = try #require(try await client.consent(ann)["code"])
            let again = world.client.with(
                token: try await client.exchange(next).json()["access_token"].string)
            #expect(try await again.get("/api/v3/athlete").status == 200)
            #expect(try await owner.client.send("DELETE", "/api/v3/applications/\(client.id)").status == 204)
            #expect(try await again.get("/api/v3/athlete").status == 401)
            #expect(try await client.exchange(next).fault == "Application.client_id: invalid")
        }
    }

    @Test func `an inactive application gets nothing, and a renewed secret replaces the last`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            let renewed = try await owner.client.send("POST", "/api/v3/applications/\(client.id)/secret")
            #expect(renewed.status == 200)
            #expect(try await client.exchange("x").fault == "Application.client_secret: invalid")
            client.secret = try renewed.json()["client_secret"].string ?? ""
            #expect(try await client.exchange("x").fault == "AuthorizationCode.code: invalid")
            try world.database.sql("update accounts.application set active = false")
            let refused = try await client.exchange("x")
            #expect(refused.status == 403)
            #expect(refused.fault == "Application.Status: Inactive")
        }
    }
}
