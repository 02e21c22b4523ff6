import TestWorld
import Testing

extension TestAthlete {
    func follow(_ other: TestAthlete) async throws -> TestResponse {
        try await client.send("PUT", "/api/v3/athletes/\(other.id)/follow")
    }

    func unfollow(_ other: TestAthlete) async throws -> TestResponse {
        try await client.send("DELETE", "/api/v3/athletes/\(other.id)/follow")
    }

    func relationship(to other: TestAthlete) async throws -> JSONValue {
        let answer = try await client.get("/api/v3/athletes/\(other.id)/follow")
        #expect(answer.status == 200)
        return try answer.json()
    }

    func list(_ name: String, of other: TestAthlete, _ query: String = "") async throws -> [Int64] {
        let answer = try await client.get("/api/v3/athletes/\(other.id)/\(name)\(query)")
        #expect(answer.status == 200)
        return try answer.json().array.compactMap { $0["id"].integer }
    }
}

@Suite(.enabled(if: TestWorld.isAvailable)) struct FollowTests {
    @Test func `following shows on both sides, and is undone without a trace`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            let followed = try await ann.follow(bob)
            #expect(followed.status == 200)
            #expect(try followed.json()["friend"].string == "accepted")
            #expect(try followed.json()["follower"].isNull)
            #expect(try followed.json()["follower_count"].integer == 1)
            let back = try await bob.relationship(to: ann)
            #expect(back["friend"].isNull)
            #expect(back["follower"].string == "accepted")
            #expect(back["friend_count"].integer == 1)
            #expect(try await ann.list("following", of: ann) == [bob.id])
            #expect(try await ann.list("followers", of: bob) == [ann.id])

            #expect(try await ann.unfollow(bob).status == 204)
            let after = try await ann.relationship(to: bob)
            #expect(after["friend"].isNull)
            #expect(after["follower_count"].integer == 0)
            #expect(try await ann.list("following", of: ann).isEmpty)
            #expect(try await ann.list("followers", of: bob).isEmpty)
        }
    }

    @Test func `doing it twice is doing it once`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            for _ in 0..<3 { #expect(try await ann.follow(bob).status == 200) }
            #expect(try await ann.relationship(to: bob)["follower_count"].integer == 1)
            for _ in 0..<3 { #expect(try await ann.unfollow(bob).status == 204) }
            #expect(try await ann.relationship(to: bob)["follower_count"].integer == 0)
        }
    }

    @Test func `the own profile counts followers and followed`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            _ = try await ann.follow(bob)
            let profile = try await bob.client.get("/api/v3/athlete").json()
            #expect(profile["follower_count"].integer == 1)
            #expect(profile["friend_count"].integer == 0)
        }
    }

    @Test func `oneself, nobody and nonsense are refused with what is wrong`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let oneself = try await ann.follow(ann)
            #expect(oneself.status == 400)
            #expect(try oneself.json()["errors"][0]["resource"].string == "Follow")
            for path in ["999", "18446744073709551616", "x", "-1", "0"] {
                for method in ["GET", "PUT", "DELETE"] {
                    let answer = try await ann.client.send(method, "/api/v3/athletes/\(path)/follow")
                    #expect(answer.status == 404, "\(method) \(path)")
                }
                #expect(try await ann.client.get("/api/v3/athletes/\(path)/followers").status == 404)
            }
        }
    }

    @Test func `without a token there is nothing to see or do`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            for (method, path) in [
                ("GET", "follow"), ("PUT", "follow"), ("DELETE", "follow"), ("GET", "followers"),
                ("GET", "following"),
            ] {
                let answer = try await world.client.send(method, "/api/v3/athletes/\(ann.id)/\(path)")
                #expect(answer.status == 401, "\(method) \(path)")
            }
        }
    }

    @Test func `the limits are told apart`() async throws {
        try await TestWorld.run(settings: ["FOLLOWING_LIMIT": "2", "FOLLOWS_A_DAY": "3"]) { world in
            let ann = try await world.register("ann")
            var others: [TestAthlete] = []
            for name in ["bob", "cid", "dan"] { others.append(try await world.register(name)) }
            for other in others.prefix(2) { #expect(try await ann.follow(other).status == 200) }
            let tooMany = try await ann.follow(others[2])
            #expect(tooMany.status == 403)
            #expect(try tooMany.json()["errors"][0]["code"].string == "exceeded")
            #expect(try await ann.follow(others[0]).status == 200, "what is so already is no new follow")
            _ = try await ann.unfollow(others[0])
            #expect(try await ann.follow(others[0]).status == 200)
            _ = try await ann.unfollow(others[0])
            let tooOften = try await ann.follow(others[0])
            #expect(tooOften.status == 429)
            #expect(Int(tooOften.header("Retry-After") ?? "") ?? 0 > 0)
        }
    }
}

@Suite(.enabled(if: TestWorld.isAvailable)) struct FollowListTests {
    @Test func `pages are the latest first, linked, and end`() async throws {
        try await TestWorld.run { world in
            let star = try await world.register("star")
            var expected: [Int64] = []
            for index in 0..<7 {
                let fan = try await world.register("fan\(index)")
                _ = try await fan.follow(star)
                expected.insert(fan.id, at: 0)
            }
            #expect(try await star.list("followers", of: star) == expected)
            #expect(
                try await star.list("followers", of: star, "?per_page=3&page=2") == Array(expected[3..<6]))
            #expect(try await star.list("followers", of: star, "?per_page=7&page=2").isEmpty)

            var path: String? = "/api/v3/athletes/\(star.id)/followers?per_page=3"
            var seen: [Int64] = []
            while let next = path {
                let answer = try await star.client.get(next)
                seen += try answer.json().array.compactMap { $0["id"].integer }
                path = answer.header("Link").flatMap { link in
                    link.contains("rel=\"next\"") ? String(link.dropFirst().prefix { $0 != ">" }) : nil
                }
            }
            #expect(seen == expected)
        }
    }

    @Test func `a cursor of another list is refused`() async throws {
        try await TestWorld.run { world in
            let star = try await world.register("star")
            for index in 0..<2 {
                let fan = try await world.register("fan\(index)")
                _ = try await fan.follow(star)
                _ = try await star.follow(fan)
            }
            let page = try await star.client.get("/api/v3/athletes/\(star.id)/followers?per_page=1")
            let link = try #require(page.header("Link"))
            let cursor = try #require(link.split(separator: "cursor=").last?.prefix { $0 != "&" })
            for path in ["following?cursor=\(cursor)", "followers?cursor=x", "followers?per_page=201"] {
                #expect(try await star.client.get("/api/v3/athletes/\(star.id)/\(path)").status == 400)
            }
        }
    }
}

@Suite(.enabled(if: TestWorld.isAvailable)) struct FollowRaceTests {
    @Test func `after a storm of follows and unfollows the counts are those of the rows`() async throws {
        try await TestWorld.run { world in
            let second = try await world.startServer()
            var athletes: [TestAthlete] = []
            for name in ["ann", "bob", "cid", "dan", "eve", "fay"] {
                athletes.append(try await world.register(name))
            }
            let all = athletes
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for step in 0..<40 {
                            let one = all[(worker * 7 + step * 5) % all.count]
                            let other = all[(worker * 3 + step * 11 + 1) % all.count]
                            guard one.id != other.id else { continue }
                            let client =
                                worker % 2 == 0 ? one.client : second.client.with(token: one.client.token)
                            let method = (worker + step) % 3 == 0 ? "DELETE" : "PUT"
                            let answer = try await client.send(method, "/api/v3/athletes/\(other.id)/follow")
                            #expect(answer.status < 300)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let drift = try world.database.sql(
                """
                select count(*) from social.standing s where following_count
                        <> (select count(*) from social.follow_out where athlete_id = s.athlete_id)
                    or follower_count
                        <> (select count(*) from social.follow_in where athlete_id = s.athlete_id)
                """)
            #expect(drift.contains("0"))
            let oneSided = try world.database.sql(
                """
                select count(*) from social.follow_out o full join social.follow_in i
                    on i.athlete_id = o.target_id and i.follower_id = o.athlete_id and i.id = o.id
                where o.id is null or i.id is null
                """)
            #expect(oneSided.contains("0"))
            #expect(try world.database.sql("select count(*) > 0 from social.follow_out").contains("t"))
        }
    }
}
