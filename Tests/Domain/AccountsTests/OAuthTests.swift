import Crypto
import Foundation
import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct OAuthTests {
    @Test func `an application gets what the athlete ticks, from the page to the token`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            let ann = try await world.client.person("ann")
            var client = try await OAuthClient(
                owner: owner, http: world.client, name: "<b>Ride & Planner</b>")
            let page = try await client.open("&scope=read,activity:read,activity:write&state=a%20b%26c")
            #expect(page.status == 200)
            #expect(page.text.contains("&lt;b&gt;Ride &amp; Planner&lt;/b&gt;"))
            #expect(!page.text.contains("<script"))
            let policy = page.header("Content-Security-Policy") ?? ""
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(policy.contains("form-action 'self' https://planner.example"))
            #expect(page.header("X-Frame-Options") == "DENY")
            #expect(page.header("Set-Cookie")?.contains("HttpOnly; SameSite=Lax") == true)

            let wrong = try await client.submit(
                page, [("email", ann.email), ("password", "wrong horse battery")])
            #expect(wrong.status == 401)
            #expect(wrong.text.contains("role=\"alert\""))
            let loggedIn = try await client.logIn(page, ann)
            #expect(loggedIn.status == 303)
            let consent = try await world.client.get(
                loggedIn.header("Location") ?? "", headers: client.cookieHeader)
            #expect(consent.text.contains("value=\"activity:write\" checked"))

            let answer = try await client.submit(
                consent, [("decision", "allow"), ("granted", "read"), ("granted", "activity:read")])
            #expect(answer.status == 302)
            let query = try client.query(of: answer)
            #expect(query["state"] == "a b&c")
            #expect(query["scope"] == "read,activity:read")

            let tokens = try await client.exchange(try #require(query["code"]))
            #expect(tokens.status == 200)
            let json = try tokens.json()
            #expect(
                json.keys == [
                    "token_type", "expires_at", "expires_in", "refresh_token", "access_token", "athlete",
                ])
            #expect(json["token_type"].string == "Bearer")
            #expect(json["expires_in"].integer == 21_600)
            #expect(json["athlete"]["id"].integer == ann.id)
            let app = world.client.with(token: json["access_token"].string)
            let profile = try await app.get("/api/v3/athlete").json()
            #expect(profile["resource_state"].integer == 2)
            let denied = try await app.send("PUT", "/api/v3/athlete?weight=60")
            #expect(denied.status == 401)
            #expect(denied.fault == "AccessToken.profile:write_permission: missing")
            #expect(try await app.get("/api/v3/sessions").status == 401)
        }
    }

    @Test func `a granted athlete is sent back at once, unless the application wants to ask`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            _ = try await client.consent(owner)
            let again = try await client.open("&scope=read")
            #expect(again.status == 302)
            #expect(try client.query(of: again)["scope"] == "read")
            #expect(try await client.open("&scope=read&approval_prompt=force").status == 200)
            #expect(try await client.open("&scope=read,activity:write").status == 200)
        }
    }

    @Test func `somebody else can log in on the consent page`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            _ = try await client.consent(owner)
            let page = try await client.open("&approval_prompt=force")
            let left = try await client.submit(page, [("decision", "switch")])
            #expect(left.status == 303)
            let fresh = try await world.client.get(
                left.header("Location") ?? "", headers: client.cookieHeader)
            #expect(fresh.text.contains("name=\"password\""))
        }
    }

    @Test func `a code works once, for its application only, and a replay ends what came of it`() async throws
    {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            let other = try await OAuthClient(owner: owner, http: world.client)
            let code = try #require(try await client.consent(owner)["code"])
            #expect(try await other.exchange(code).fault == "AuthorizationCode.code: invalid")
            let tokens = try await client.exchange(code)
            #expect(tokens.status == 200)
            let app = world.client.with(token: try tokens.json()["access_token"].string)
            #expect(try await app.get("/api/v3/athlete").status == 200)
            let replay = try await client.exchange(code)
            #expect(replay.status == 400)
            #expect(replay.fault == "AuthorizationCode.code: invalid")
            #expect(try await app.get("/api/v3/athlete").status == 401)
            for bad in ["", "x", String(code.reversed())] {
                #expect(try await client.exchange(bad).status == 400)
            }
        }
    }

    @Test func `a code with a challenge needs the verifier, and another address is refused`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            let verifier = String(repeating: "verifier-", count: 6)
            let challenge = Base64URL.encode(SHA256.digest(of: verifier).bytes)
            let pkce = "&scope=read,activity:read&code_challenge=\(challenge)&code_challenge_method=S256"
            var codes = [try #require(try await client.consent(owner, pkce)["code"])]
            for _ in 0..<3 {
                codes.append(try #require(try client.query(of: try await client.open(pkce))["code"]))
            }
            #expect(try await client.exchange(codes[0]).status == 400)
            #expect(try await client.exchange(codes[0], ["code_verifier": verifier]).status == 400)
            #expect(try await client.exchange(codes[1], ["code_verifier": verifier + "x"]).status == 400)
            let moved = ["code_verifier": verifier, "redirect_uri": "https://planner.example/other"]
            #expect(try await client.exchange(codes[2], moved).status == 400)
            let good = ["code_verifier": verifier, "redirect_uri": "https://planner.example/back"]
            #expect(try await client.exchange(codes[3], good).status == 200)
            let plain = try await client.open(
                "&code_challenge=\(verifier)&code_challenge_method=plain&state=s")
            #expect(plain.status == 302)
            #expect(try client.query(of: plain) == ["state": "s", "error": "invalid_request"])
        }
    }

    @Test func `nothing is ever sent to an address that isn't the application's`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            for bad in [
                "https://evil.example/", "https://planner.example.evil.example/",
                "https://planner.example@evil.example/",
                "javascript://planner.example/%0aalert(1)", "//planner.example",
                "https://evil.example\\planner.example",
                "",
            ] {
                let answer = try await client.open("&state=x", redirect: bad)
                #expect(answer.status == 400)
                #expect(answer.header("Location") == nil)
                #expect(answer.fault == "Application.redirect_uri: invalid")
            }
            for id in ["", "0", "99999999999999999999", "abc", "1"] {
                let answer = try await world.client.get(
                    "/oauth/authorize?client_id=\(id)&redirect_uri=https://planner.example/back")
                #expect(answer.status == 400)
                #expect(answer.fault == "Application.client_id: invalid")
            }
        }
    }

    @Test func `what else is wrong is told to the application`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var client = try await OAuthClient(owner: owner, http: world.client)
            for (extra, error) in [
                ("&scope=everything&state=s", "invalid_scope"), ("&scope=account&state=s", "invalid_scope"),
                ("&code_challenge_method=S256&state=s", "invalid_request"),
            ] {
                let answer = try await client.open(extra)
                #expect(answer.status == 302)
                #expect(try client.query(of: answer) == ["state": "s", "error": error])
            }
            let token = try await world.client.get(
                "/oauth/authorize?client_id=\(client.id)&redirect_uri=https://planner.example/back&response_type=token"
            )
            #expect(try client.query(of: token)["error"] == "unsupported_response_type")
            let page = try await client.open("&state=s")
            let consent = try await world.client.get(
                try await client.logIn(page, owner).header("Location") ?? "", headers: client.cookieHeader)
            let refused = try await client.submit(consent, [("decision", "deny"), ("granted", "read")])
            #expect(try client.query(of: refused) == ["state": "s", "error": "access_denied"])
        }
    }

    @Test func `a form from elsewhere is refused`() async throws {
        try await TestWorld.run { world in
            let owner = try await world.client.person("owner")
            var victim = try await OAuthClient(owner: owner, http: world.client)
            _ = try await victim.consent(owner)
            var attacker = try await OAuthClient(owner: owner, http: world.client)
            attacker.id = victim.id
            let foreign = try await attacker.open("&approval_prompt=force")
            // The attacker's token in the victim's browser, no token, and the victim's own log-in token.
            let fields = [("step", "consent"), ("decision", "allow"), ("granted", "read")]
            let stolen = try await victim.submit(foreign, fields)
            #expect(stolen.status == 403)
            let uri = "https://planner.example/back"
            let missing = try await world.client.send(
                "POST", "/oauth/authorize",
                form: [
                    "client_id": "\(victim.id)", "redirect_uri": uri, "step": "consent", "decision": "allow",
                    "granted": "read",
                ], headers: victim.cookieHeader)
            #expect(missing.status == 403)
            let page = try await victim.open("&approval_prompt=force")
            var anonymous = victim
            anonymous.cookies["slipstream_session"] = nil
            #expect(try await anonymous.submit(page, fields).status == 403)
        }
    }
}
