import Foundation
import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct AthleteTests {
    @Test func `an athlete registers, logs in and sees their own profile`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("Ann")
            let answer = try await ann.client.get("/api/v3/athlete")
            #expect(answer.status == 200)
            let json = try answer.json()
            #expect(json["id"].integer == ann.id)
            #expect(json["resource_state"].integer == 3)
            #expect(json["email"].string == "Ann@example.com")
            #expect(json["email_confirmed"].bool == false)
            #expect(json["firstname"].string == "Ann")
            #expect(json["weight"].isNull)
        }
    }

    @Test func `an address and a username belong to one account, whatever their case`() async throws {
        try await TestWorld.run { world in
            func register(_ email: String, _ username: String?) async throws -> TestResponse {
                var body = ["email": email, "password": TestClient.password, "firstname": "X"]
                body["username"] = username
                return try await world.client.send("POST", "/api/v3/athletes", json: body)
            }
            #expect(try await register("ann@example.com", "ann").status == 201)
            let sameEmail = try await register("ANN@example.com", nil)
            #expect(sameEmail.status == 409)
            #expect(sameEmail.fault == "Athlete.email: already exists")
            let sameName = try await register("bob@example.com", "ANN")
            #expect(sameName.status == 409)
            #expect(sameName.fault == "Athlete.username: already exists")
            #expect(try await register("bob@example.com", "bob").status == 201)
            #expect(try world.database.sql("select count(*) from accounts.athlete") == "2")
        }
    }

    @Test func `of many who want one address at the same moment, one gets it`() async throws {
        try await TestWorld.run { world in
            let client = world.client
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        try await client.send(
                            "POST", "/api/v3/athletes",
                            json: [
                                "email": "race@example.com", "password": TestClient.password,
                                "firstname": "R\(index)",
                            ]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 1)
            #expect(statuses.filter { $0 == 409 }.count == 11)
        }
    }

    @Test func `what is missing or makes no sense is named, and nothing is stored`() async throws {
        try await TestWorld.run { world in
            let good = ["email": "a@example.com", "password": TestClient.password, "firstname": "A"]
            for (field, value, fault) in [
                ("email", nil, "Athlete.email: missing"), ("email", "nobody", "Athlete.email: invalid"),
                ("password", nil, "Athlete.password: missing"),
                ("password", "short", "Athlete.password: shorter than 10 bytes"),
                ("firstname", nil, "Athlete.firstname: missing"),
                ("firstname", " ", "Athlete.firstname: missing"),
                ("lastname", String(repeating: "x", count: 65), "Athlete.lastname: too long"),
                ("firstname", "a\u{0}b", "Athlete.firstname: invalid"),
            ] as [(String, String?, String)] {
                var body = good
                body[field] = value
                let answer = try await world.client.send("POST", "/api/v3/athletes", json: body)
                #expect(answer.status == 400)
                #expect(answer.fault == fault)
            }
            let inQuery = try await world.client.send(
                "POST", "/api/v3/athletes?email=a@example.com&password=correcthorse&firstname=A")
            #expect(inQuery.fault == "Athlete.email: missing")
            #expect(try world.database.sql("select count(*) from accounts.athlete") == "0")
        }
    }

    @Test func `a profile is changed by query, form and JSON alike, and measures are dated`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("Ann")
            let byQuery = try await ann.client.send("PUT", "/api/v3/athlete?weight=70.0")
            #expect(byQuery.status == 200)
            #expect(try byQuery.json()["weight"].double == 70)
            let byForm = try await ann.client.send(
                "PUT", "/api/v3/athlete", form: ["weight": "71.5", "ftp": "250"])
            #expect(try byForm.json()["weight"].double == 71.5)
            let byJSON = try await ann.client.send(
                "PUT", "/api/v3/athlete",
                json: ["city": "Zürich", "weight": 72, "sex": "F", "description": "a\nb"])
            let json = try byJSON.json()
            #expect(json["city"].string == "Zürich")
            #expect(json["weight"].double == 72)
            #expect(json["ftp"].integer == 250)
            #expect(json["description"].string == "a\nb")
            #expect(
                try world.database.sql("select kind, value from accounts.measure order by kind")
                    == "ftp|250\nweight|72")
            let empty = try await ann.client.send("PUT", "/api/v3/athlete", json: ["city": NSNull()])
            #expect(try empty.json()["city"].isNull)
            #expect(
                try await ann.client.send("PUT", "/api/v3/athlete?weight=7").fault
                    == "Athlete.weight: invalid")
        }
    }

    @Test func `the token may stand in a form, beside what it is for`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("Ann")
            let answer = try await world.client.send(
                "PUT", "/api/v3/athlete", form: ["access_token": ann.token, "city": "Bern"])
            #expect(answer.status == 200)
            #expect(try answer.json()["city"].string == "Bern")
            let wrong = try await world.client.send(
                "PUT", "/api/v3/athlete", form: ["access_token": "x", "city": "Basel"])
            #expect(wrong.status == 401)
        }
    }

    @Test func `a username can be changed, and the old one is free again`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("Ann")
            let bob = try await world.client.person("Bob")
            #expect(
                try await ann.client.send("PUT", "/api/v3/athlete", form: ["username": "rider"]).status == 200
            )
            #expect(
                try await bob.client.send("PUT", "/api/v3/athlete", form: ["username": "Rider"]).status == 409
            )
            #expect(
                try await ann.client.send("PUT", "/api/v3/athlete", form: ["username": "RIDER"]).status == 200
            )
            #expect(
                try await ann.client.send("PUT", "/api/v3/athlete", form: ["username": "racer"]).status == 200
            )
            #expect(
                try await bob.client.send("PUT", "/api/v3/athlete", form: ["username": "Rider"]).status == 200
            )
        }
    }

    @Test func `others see a summary without what is private`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.client.person("Ann")
            let bob = try await world.client.person("Bob")
            #expect(try await world.client.get("/api/v3/athletes/\(ann.id)").status == 401)
            let json = try await bob.client.get("/api/v3/athletes/\(ann.id)").json()
            #expect(json["id"].integer == ann.id)
            #expect(json["resource_state"].integer == 2)
            for key in ["email", "weight", "ftp", "dateofbirth"] { #expect(!json.keys.contains(key)) }
            for id in ["1", "0", "-1", "18446744073709551616", "abc"] {
                let answer = try await bob.client.get("/api/v3/athletes/\(id)")
                #expect(answer.status == 404)
                #expect(answer.fault == "Athlete.id: invalid")
            }
        }
    }
}
