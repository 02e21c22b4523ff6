import Foundation
import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct MailLinkTests {
    /// The mails to an address, oldest first, waiting for a number of them.
    func mails(to address: String, _ count: Int, in world: TestWorld) async throws -> [String] {
        try await eventually { () -> [String]? in
            let folder = world.directory + "/mail"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let texts = try names.filter { $0.hasSuffix(".eml") }.sorted().map {
                try String(contentsOfFile: folder + "/" + $0, encoding: .utf8)
            }
            let found = texts.filter { $0.contains("To: \(address)\r\n") }
            return found.count >= count ? found : nil
        }
    }

    /// The path and query of the link in a mail.
    func link(in mail: String) throws -> String {
        let start = try #require(mail.range(of: "http://localhost:0"))
        return String(mail[start.upperBound...].prefix { !$0.isWhitespace })
    }

    func token(of link: String) -> String {
        String(link.split(separator: "=").last ?? "")
    }

    @Test func `an address is confirmed by the button behind the link in its mail`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let mail = try #require(try await mails(to: ann.email, 1, in: world).first)
            #expect(mail.contains("Subject: Confirm your e-mail address\r\n"))
            let link = try link(in: mail)
            #expect(link.hasPrefix("/account/confirm?token="))

            let page = try await world.client.get(link)
            #expect(page.status == 200)
            #expect(page.text.contains("<form method=\"post\" action=\"/account/confirm\">"))
            #expect(!page.text.contains("<script"))
            #expect(page.header("Referrer-Policy") == "no-referrer")
            #expect(try await ann.client.get("/api/v3/athlete").json()["email_confirmed"].bool == false)

            let fields = page.hiddenFields
            let done = try await world.client.send(
                "POST", "/account/confirm", form: ["token": fields["token"] ?? ""])
            #expect(done.status == 200)
            #expect(try await ann.client.get("/api/v3/athlete").json()["email_confirmed"].bool == true)
            #expect(try await world.client.get(link).status == 400)
            let again = try await world.client.send(
                "POST", "/account/confirm", form: ["token": fields["token"] ?? ""])
            #expect(again.status == 400)
            let stored = try world.database.sql("select encode(secret_hash, 'hex') from accounts.mail_link")
            #expect(!stored.contains(fields["token"] ?? "-"))
        }
    }

    @Test func `another confirmation mail can be had, but not endlessly`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            var statuses: [Int] = []
            for _ in 0..<6 {
                statuses.append(try await ann.client.send("POST", "/api/v3/athlete/confirmation").status)
            }
            #expect(statuses == [202, 202, 202, 202, 202, 429])
            #expect(try await mails(to: ann.email, 6, in: world).count == 6)
        }
    }

    @Test func `a forgotten password is set by a link, which works once and ends all sessions`() async throws
    {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let asked = try await world.client.send(
                "POST", "/api/v3/password_reset", json: ["email": "ANN@example.com"])
            #expect(asked.status == 202)
            let mail = try #require(try await mails(to: ann.email, 2, in: world).last)
            let token = token(of: try link(in: mail))
            func reset(_ token: String, _ password: String) async throws -> TestResponse {
                try await world.client.send(
                    "PUT", "/api/v3/password_reset", json: ["token": token, "password": password])
            }
            #expect(try await reset(token, "short").fault == "Athlete.password: shorter than 10 bytes")
            #expect(try await reset(String(token.reversed()), "another good one").status == 400)
            #expect(try await reset(token, "another good one").status == 204)
            #expect(try await reset(token, "yet another one").fault == "MailLink.token: invalid")
            #expect(try await ann.client.get("/api/v3/athlete").status == 401)
            let renewed = try await world.client.logIn("ann", id: ann.id, password: "another good one")
            #expect(try await renewed.client.get("/api/v3/athlete").json()["email_confirmed"].bool == true)
        }
    }

    @Test func `asking for a new password says nothing of who has an account`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            func ask(_ email: String) async throws -> TestResponse {
                try await world.client.send("POST", "/api/v3/password_reset", json: ["email": email])
            }
            let known = try await ask(ann.email)
            let unknown = try await ask("nobody@example.com")
            #expect(known.status == unknown.status)
            #expect(known.body == unknown.body)
            // The same rows at the time of the answer; the job that looks who it is comes later.
            _ = try await mails(to: ann.email, 2, in: world)
            _ = try await eventually {
                try world.database.sql("select count(*) from accounts.reset_request") == "0" ? true : nil
            }
            let folder = try FileManager.default.contentsOfDirectory(atPath: world.directory + "/mail")
            #expect(!folder.contains { $0.contains("nobody") })
            for email in [ann.email, "nobody@example.com"] {
                var statuses: [Int] = []
                for _ in 0..<5 { statuses.append(try await ask(email).status) }
                #expect(statuses == [202, 202, 202, 202, 429])
            }
        }
    }

    @Test func `the pages for a forgotten password work without a script`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            #expect(try await world.client.get("/account/reset").text.contains("name=\"email\""))
            let asked = try await world.client.send("POST", "/account/reset", form: ["email": ann.email])
            #expect(asked.status == 200)
            let link = try link(in: try #require(try await mails(to: ann.email, 2, in: world).last))
            let page = try await world.client.get(link)
            #expect(page.text.contains("name=\"password\""))
            let token = page.hiddenFields["token"] ?? ""
            let short = try await world.client.send(
                "POST", "/account/reset", form: ["token": token, "password": "short"])
            #expect(short.status == 400)
            #expect(short.text.contains("role=\"alert\""))
            let done = try await world.client.send(
                "POST", "/account/reset", form: ["token": token, "password": "another good one"])
            #expect(done.status == 200)
            #expect(try await world.client.get(link).status == 400)
        }
    }

    @Test func `a link serves only its purpose`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("ann")
            let mail = try #require(try await mails(to: ann.email, 1, in: world).first)
            let answer = try await world.client.send(
                "PUT", "/api/v3/password_reset",
                json: ["token": token(of: try link(in: mail)), "password": "another good one"])
            #expect(answer.status == 400)
        }
    }
}
