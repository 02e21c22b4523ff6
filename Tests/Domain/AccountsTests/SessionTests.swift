import Foundation
import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct SessionTests {
    func logIn(_ client: TestClient, _ email: String, _ password: String) async throws -> TestResponse {
        try await client.send("POST", "/api/v3/session", json: ["email": email, "password": password])
    }

    @Test func `a wrong password and an unknown address are answered alike`() async throws {
        try await TestWorld.run { world in
            _ = try await world.client.person("ann")
            let wrong = try await logIn(world.client, "ann@example.com", "wrong horse battery")
            let unknown = try await logIn(world.client, "nobody@example.com", "wrong horse battery")
            let impossible = try await logIn(world.client, "nobody", "wrong horse battery")
            #expect(wrong.status == 401)
            #expect(wrong.body == unknown.body)
            #expect(wrong.body == impossible.body)
            #expect(wrong.header("WWW-Authenticate") == unknown.header("WWW-Authenticate"))
            let long = String(repeating: "x", count: 5000)
            #expect(try await logIn(world.client, "ann@example.com", long).body == wrong.body)
        }
    }

    @Test func `an unknown address costs what a wrong password costs`() async throws {
        // A hash that takes tens of milliseconds, so that leaving it out would be seen.
        let settings = ["PASSWORD_MEMORY_KIBIBYTES": "32768", "PASSWORD_PASSES": "3", "RATE_LIMITS": "off"]
        try await TestWorld.run(settings: settings) { world in
            _ = try await world.client.person("ann")
            var fastest: [String: Duration] = [:]
            for email in Array(repeating: ["ann@example.com", "nobody@example.com"], count: 5).joined() {
                let clock = ContinuousClock()
                let start = clock.now
                _ = try await logIn(world.client, email, "wrong horse battery")
                fastest[email] = min(fastest[email] ?? .seconds(60), clock.now - start)
            }
            // Without the hash an answer takes a twentieth of the time.
            let wrong = try #require(fastest["ann@example.com"])
            let unknown = try #require(fastest["nobody@example.com"])
            #expect(unknown > wrong / 4)
            #expect(wrong > unknown / 4)
        }
    }

    @Test func `after ten wrong passwords an account is closed for a while, known or not`() async throws {
        try await TestWorld.run { world in
            _ = try await world.client.person("ann")
            for email in ["ann@example.com", "nobody@example.com"] {
                var statuses: [Int] = []
                for _ in 0..<11 {
                    statuses.append(try await logIn(world.client, email, "wrong horse battery").status)
                }
                #expect(statuses == Array(repeating: 401, count: 10) + [429])
            }
            let right = try await logIn(world.client, "ANN@example.com", TestClient.password)
            #expect(right.status == 429)
            #expect(Int(right.header("Retry-After") ?? "") ?? 0 > 0)
        }
    }

    @Test func `a success clears what was counted`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            for _ in 0..<3 {
                for _ in 0..<6 { _ = try await logIn(world.client, ann.email, "wrong horse battery") }
                #expect(try await logIn(world.client, ann.email, TestClient.password).status == 201)
            }
        }
    }

    @Test func `log-ins and registrations from one address have a limit`() async throws {
        let settings = ["LOG_INS_PER_ADDRESS": "3", "REGISTRATIONS_PER_ADDRESS": "2"]
        try await TestWorld.run(settings: settings) { world in
            for index in 0..<2 { _ = try await world.client.person("p\(index)") }
            let third = try await world.client.send(
                "POST", "/api/v3/athletes", json: ["email": "p3@example.com"])
            #expect(third.status == 429)
            #expect(try await logIn(world.client, "p0@example.com", TestClient.password).status == 201)
            #expect(try await logIn(world.client, "p0@example.com", TestClient.password).status == 429)
        }
    }

    @Test func `a refresh token works once, and ends its session when it is used again`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            func refresh(_ token: String) async throws -> TestResponse {
                try await world.client.send("POST", "/api/v3/session/refresh", json: ["refresh_token": token])
            }
            let first = try await refresh(ann.refreshToken)
            #expect(first.status == 200)
            #expect(first.header("Cache-Control") == "no-store")
            let json = try first.json()
            #expect(json.keys == ["token_type", "expires_at", "expires_in", "refresh_token", "access_token"])
            let renewed = ann.client.with(token: json["access_token"].string)
            #expect(try await renewed.get("/api/v3/athlete").status == 200)

            let again = try await refresh(ann.refreshToken)
            #expect(again.status == 400)
            #expect(again.fault == "RefreshToken.refresh_token: invalid")
            #expect(try await renewed.get("/api/v3/athlete").status == 401)
            #expect(try await ann.client.get("/api/v3/athlete").status == 401)
            #expect(try await refresh(json["refresh_token"].string ?? "").status == 400)
        }
    }

    @Test func `of many who use one refresh token at the same moment, at most one has a good one after`()
        async throws
    {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let client = world.client
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await client.send(
                            "POST", "/api/v3/session/refresh", json: ["refresh_token": ann.refreshToken]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(try await ann.client.get("/api/v3/athlete").status == 401)
        }
    }

    @Test func `a foreign family can't end a session`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            // The same athlete and session, other secrets.
            let forged = String(ann.refreshToken.prefix(20)) + String(repeating: "A", count: 66)
            for token in [forged, "", "x", String(repeating: "A", count: 86)] {
                let answer = try await world.client.send(
                    "POST", "/api/v3/session/refresh", json: ["refresh_token": token])
                #expect(answer.status == 400)
            }
            #expect(try await ann.client.get("/api/v3/athlete").status == 200)
        }
    }

    @Test func `sessions are listed, and each can be ended, but not those of others`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let phone = try await world.client.logIn("ann", id: ann.id)
            let bob = try await world.client.person("bob")
            let list = try await ann.client.get("/api/v3/sessions").json().array
            #expect(list.count == 2)
            let other = try #require(list.first { $0["current"].bool == false }?["id"].integer)
            #expect(try await bob.client.send("DELETE", "/api/v3/sessions/\(other)").status == 404)
            #expect(try await phone.client.get("/api/v3/athlete").status == 200)
            #expect(try await ann.client.send("DELETE", "/api/v3/sessions/\(other)").status == 204)
            #expect(try await phone.client.get("/api/v3/athlete").status == 401)
            #expect(try await ann.client.send("DELETE", "/api/v3/sessions/\(other)").status == 404)
            #expect(try await ann.client.send("DELETE", "/api/v3/session").status == 204)
            #expect(try await ann.client.get("/api/v3/athlete").status == 401)
        }
    }

    @Test func `another password ends all other sessions`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let phone = try await world.client.logIn("ann", id: ann.id)
            func change(from current: String, to new: String) async throws -> TestResponse {
                try await ann.client.send(
                    "PUT", "/api/v3/athlete/password", json: ["current_password": current, "password": new])
            }
            #expect(try await change(from: "wrong horse battery", to: "another good one").status == 401)
            #expect(try await change(from: TestClient.password, to: "short").status == 400)
            #expect(try await change(from: TestClient.password, to: "another good one").status == 204)
            #expect(try await ann.client.get("/api/v3/athlete").status == 200)
            #expect(try await phone.client.get("/api/v3/athlete").status == 401)
            #expect(try await logIn(world.client, ann.email, TestClient.password).status == 401)
            #expect(try await logIn(world.client, ann.email, "another good one").status == 201)
        }
    }

    @Test func `an ended session stops working on every server within a second, also without Redis`()
        async throws
    {
        try await TestWorld.run(settings: ["LOOPS": "2"]) { world in
            let second = try await world.startServer()
            for withRedis in [true, false] {
                if !withRedis { world.redis.stop() }
                let ann = try await world.client.person(withRedis ? "ann" : "bea")
                let there = second.client.with(token: ann.token)
                #expect(try await there.get("/api/v3/athlete").status == 200)
                #expect(try await ann.client.send("DELETE", "/api/v3/session").status == 204)
                let clock = ContinuousClock()
                let start = clock.now
                // Eight in a row: both loops of the server answer some of them.
                _ = try await eventually(within: .seconds(3)) { () -> Bool? in
                    for _ in 0..<8 where try await there.get("/api/v3/athlete").status != 401 { return nil }
                    return true
                }
                #expect(clock.now - start < .seconds(1))
            }
        }
    }

    @Test func `a token of one server is good on another, also after a restart`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let gone = try await world.client.logIn("ann", id: ann.id)
            #expect(try await gone.client.send("DELETE", "/api/v3/session").status == 204)
            let late = try await world.startServer()
            #expect(try await late.client.with(token: ann.token).get("/api/v3/athlete").status == 200)
            #expect(try await late.client.with(token: gone.token).get("/api/v3/athlete").status == 401)
        }
    }
}
