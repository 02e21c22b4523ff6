import TestWorld
import Testing

extension TestAthlete {
    /// Enters an activity, and returns its path.
    fileprivate func activity(_ visibility: String = "everyone") async throws -> String {
        let answer = try await client.send(
            "POST", "/api/v3/activities",
            json: [
                "name": "Yoga", "sport_type": "Yoga", "start_date_local": "2026-05-01T07:30:00",
                "elapsed_time": 3600, "visibility": visibility,
            ])
        guard let id = try answer.json()["id"].integer else { throw UnexpectedAnswer(answer: answer) }
        return "/api/v3/activities/\(id)"
    }

    fileprivate func write(_ text: String, below path: String) async throws -> JSONValue {
        let answer = try await client.send("POST", "\(path)/comments", json: ["text": text])
        guard answer.status == 201 else { throw UnexpectedAnswer(answer: answer) }
        return try answer.json()
    }

    fileprivate func texts(_ path: String) async throws -> [String] {
        try await client.get(path).json().array.compactMap { $0["text"].string }
    }
}

@Suite(.enabled(if: TestWorld.isAvailable)) struct ReactionTests {
    @Test func `cards say to givers of kudos that they gave, on every server, and to nobody else`()
        async throws
    {
        try await TestWorld.run { world in
            let (ada, bob) = (try await world.register("ada"), try await world.register("bob"))
            let cid = try await world.register("cid")
            let other = try await world.startServer().client
            for fan in [bob, cid] {
                _ = try await fan.client.send("PUT", "/api/v3/athletes/\(ada.id)/follow")
            }
            let path = try await ada.activity()
            func told(_ athlete: TestAthlete) async throws -> [Bool?] {
                var answers: [Bool?] = []
                for client in [athlete.client, other.with(token: athlete.client.token)] {
                    let card = try await eventually {
                        try await client.get("/api/v3/feed").json().array.first
                    }
                    answers.append(card["has_kudoed"].bool)
                }
                return answers
            }
            #expect(try await told(bob) == [false, false])
            for _ in 0..<2 {
                #expect(try await bob.client.send("POST", "\(path)/kudos").status == 204)
                #expect(try await told(bob) == [true, true])
                #expect(try await told(cid) == [false, false])
                #expect(try await told(ada) == [false, false])
                #expect(try await bob.client.send("DELETE", "\(path)/kudos").status == 204)
                #expect(try await told(bob) == [false, false])
            }
        }
    }

    @Test func `kudos are given once, counted, listed and taken back`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("ada")
            let bob = try await world.register("bob")
            let cid = try await world.register("cid")
            let path = try await ada.activity()
            for _ in 0..<3 { #expect(try await bob.client.send("POST", "\(path)/kudos").status == 204) }
            #expect(try await cid.client.send("POST", "\(path)/kudos").status == 204)
            let seen = try await bob.client.get(path).json()
            #expect(seen["kudos_count"].integer == 2)
            #expect(seen["has_kudoed"].bool == true)
            let own = try await ada.client.get("/api/v3/athlete/activities").json()[0]
            #expect(own["kudos_count"].integer == 2)
            #expect(own["has_kudoed"].bool == false)
            let names = try await ada.client.get("\(path)/kudos").json().array.map { $0["firstname"].string }
            #expect(names == ["cid", "bob"])
            for _ in 0..<2 { #expect(try await bob.client.send("DELETE", "\(path)/kudos").status == 204) }
            let after = try await bob.client.get(path).json()
            #expect(after["kudos_count"].integer == 1)
            #expect(after["has_kudoed"].bool == false)
            let oneself = try await ada.client.send("POST", "\(path)/kudos")
            #expect(oneself.status == 403)
            #expect(try oneself.json()["errors"][0]["resource"].string == "Kudos")
            #expect(
                try world.database.sql("select count(*) from jobs.event where kind = 'kudos.given'") == "2")
        }
    }

    @Test func `many at the same moment are counted, each once`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("ada")
            let path = try await ada.activity()
            var fans: [TestAthlete] = []
            for index in 0..<6 { fans.append(try await world.register("fan\(index)")) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for fan in fans + fans {
                    group.addTask { try await fan.client.send("POST", "\(path)/kudos").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 204, count: 12))
            #expect(try await ada.client.get(path).json()["kudos_count"].integer == 6)
            let page = try await ada.client.get("\(path)/kudos?per_page=4")
            let link = try #require(page.header("Link")?.split(separator: ">").first?.dropFirst())
            let rest = try await ada.client.get(String(link)).json().array
            let ids =
                try page.json().array.compactMap { $0["id"].integer } + rest.compactMap { $0["id"].integer }
            #expect(Set(ids) == Set(fans.map(\.id)) && ids.count == 6)
            #expect(try await ada.client.get("\(path)/kudos?per_page=4&page=2").json().array.count == 2)
        }
    }

    @Test func `comments are listed by page and by cursor, and deleted by author or owner`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("ada")
            let bob = try await world.register("bob")
            let path = try await ada.activity()
            for number in 1...5 { _ = try await bob.write("No. \(number)", below: path) }
            let all = try await ada.client.get("\(path)/comments").json().array
            #expect(all.compactMap { $0["text"].string } == (1...5).map { "No. \($0)" })
            #expect(all[0]["athlete"]["firstname"].string == "bob")
            #expect(try await ada.texts("\(path)/comments?page=2&per_page=2") == ["No. 3", "No. 4"])
            let first = try await ada.client.get("\(path)/comments?page_size=2").json()
            let cursor = try #require(first[1]["cursor"].string)
            let next = "\(path)/comments?page_size=2&after_cursor=\(cursor)"
            #expect(try await ada.texts(next) == ["No. 3", "No. 4"])
            let other = try await ada.activity()
            let foreign = try await ada.client.get("\(other)/comments?after_cursor=\(cursor)")
            #expect(foreign.status == 400, "a cursor of another activity")
            #expect(try await ada.client.get(path).json()["comment_count"].integer == 5)
            let ids = all.compactMap { $0["id"].integer }
            #expect(try await ada.client.send("DELETE", "/api/v3/comments/\(ids[0])").status == 204)
            #expect(try await bob.client.send("DELETE", "/api/v3/comments/\(ids[1])").status == 204)
            #expect(try await bob.client.send("DELETE", "/api/v3/comments/\(ids[1])").status == 404)
            #expect(try await ada.client.get(path).json()["comment_count"].integer == 3)
        }
    }

    @Test(arguments: ["", "   ", "\n", String(repeating: "x", count: 2001), "nul\u{0}"])
    func `what is no comment is refused`(text: String) async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("ada")
            let path = try await ada.activity()
            let answer = try await ada.client.send("POST", "\(path)/comments", json: ["text": text])
            #expect(answer.status == 400)
            #expect(try answer.json()["errors"][0]["field"].string == "text")
            #expect(try world.database.sql("select count(*) from reactions.comment") == "0")
        }
    }

    @Test func `cards in feeds follow the counts`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("ada")
            let bob = try await world.register("bob")
            _ = try await bob.client.send("PUT", "/api/v3/athletes/\(ada.id)/follow")
            let path = try await ada.activity()
            let counts = {
                let card = try await bob.client.get("/api/v3/feed").json()[0]
                return [card["kudos_count"].integer, card["comment_count"].integer]
            }
            _ = try await eventually { try await counts() == [0, 0] ? true : nil }
            _ = try await bob.client.send("POST", "\(path)/kudos")
            #expect(try await counts() == [1, 0])
            _ = try await bob.write("Ommm", below: path)
            #expect(try await counts() == [1, 1])
        }
    }

    @Test func `with the activity goes what was said of it`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("ada")
            let bob = try await world.register("bob")
            let path = try await ada.activity()
            _ = try await bob.client.send("POST", "\(path)/kudos")
            _ = try await bob.write("Ommm", below: path)
            #expect(try await ada.client.send("DELETE", path).status == 204)
            #expect(try await bob.client.get("\(path)/kudos").status == 404)
            let left = """
                select (select count(*) from reactions.kudos) + (select count(*) from reactions.comment)
                    + (select count(*) from reactions.tally)
                """
            _ = try await eventually { try world.database.sql(left) == "0" ? true : nil }
        }
    }

    @Test func `an author may take back what stands below an activity that was hidden since`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("ada")
            let bob = try await world.register("bob")
            let path = try await ada.activity()
            let id = try #require(try await bob.write("Ommm", below: path)["id"].integer)
            _ = try await ada.client.send("PUT", path, json: ["visibility": "only_me"])
            #expect(try await bob.client.get("\(path)/comments").status == 404)
            #expect(try await bob.client.send("POST", "\(path)/kudos").status == 404)
            #expect(try await bob.client.send("DELETE", "/api/v3/comments/\(id)").status == 204)
        }
    }
}
