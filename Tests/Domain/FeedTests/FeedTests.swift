import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable)) struct FeedTests {
    @Test func `a followed athlete's activity comes with all that a card needs`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            try await bob.follow(ann)
            let activity = try await ann.publish("Over the hill")
            let answer = try await bob.client.get("/api/v3/feed")
            let card = try answer.json()[0]
            #expect(card["id"].integer == activity)
            #expect(card["name"].string == "Over the hill")
            #expect(card["distance"].double == 20_000)
            #expect(card["athlete"]["id"].integer == ann.id)
            #expect(card["athlete"]["firstname"].string == "ann")
            #expect(card["athlete"]["resource_state"].integer == 2)
            #expect(card.keys.contains("map"))
            #expect(answer.header("Link") == nil)
        }
    }

    @Test func `the feed has the own activities, and nobody's who isn't followed`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            let own = try await ann.publish()
            try await bob.publish()
            #expect(try await ann.feed() == [own])
        }
    }

    @Test func `a feed that is kept gets what is published, in order`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            try await bob.follow(ann)
            var expected: [Int64] = [try await ann.publish()]
            try await world.settleFeed(of: bob)
            for _ in 0..<3 { expected.insert(try await ann.publish(), at: 0) }
            _ = try await eventually { try await bob.feed() == expected ? true : nil }
            #expect(try world.keptFeed(of: bob) == expected + [0])
        }
    }

    @Test func `following brings what was published before, at once`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            let activity = try await ann.publish()
            try await world.settleFeed(of: bob)
            #expect(try await bob.feed().isEmpty)
            try await bob.follow(ann)
            #expect(try await bob.feed() == [activity])
            try await world.settleFeed(of: bob)
            #expect(try await bob.feed() == [activity])
        }
    }

    @Test func `pages have everything once, also when Redis is flushed between them`() async throws {
        try await TestWorld.run { world in
            let reader = try await world.register("reader")
            var authors: [TestAthlete] = []
            for name in ["ann", "bob", "cid"] {
                authors.append(try await world.register(name))
                try await reader.follow(authors[authors.count - 1])
            }
            for index in 0..<45 { try await authors[index * index % 3].publish("No. \(index)") }
            let expected = try world.trueFeed(of: reader)
            #expect(expected.count == 45)
            #expect(try await reader.wholeFeed(pageSize: 7) == expected)
            try await world.settleFeed(of: reader)
            #expect(try await reader.wholeFeed(pageSize: 7) == expected)
            #expect(try await reader.wholeFeed(pageSize: 1) == expected)
            #expect(try await reader.wholeFeed(pageSize: 10) { try world.redis.flush() } == expected)
        }
    }

    @Test func `below the end of what Redis keeps PostgreSQL goes on`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let reader = try await world.register("reader")
            try await reader.follow(ann)
            for _ in 0..<30 { try await ann.publish() }
            try await world.settleFeed(of: reader)
            _ = try world.redis.command("LTRIM", "{u:\(reader.id)}:feed", "0", "9")
            let expected = try world.trueFeed(of: reader)
            for size in [4, 5, 9, 10, 11, 40] {
                #expect(try await reader.wholeFeed(pageSize: size) == expected, "\(size) a page")
            }
        }
    }

    @Test func `who has many followers is pulled, and the feed is the same`() async throws {
        try await TestWorld.run(settings: ["PUSHED_FOLLOWERS": "1"]) { world in
            let star = try await world.register("star")
            let ann = try await world.register("ann")
            let readers = [try await world.register("bob"), try await world.register("cid")]
            for reader in readers { try await reader.follow(star) }
            try await readers[0].follow(ann)
            for index in 0..<70 { try await (index % 5 == 0 ? ann : star).publish() }
            try await world.settleFeed(of: readers[0])
            for _ in 0..<3 { try await star.publish() }
            let expected = try world.trueFeed(of: readers[0])
            _ = try await eventually {
                try await readers[0].feed("?per_page=3") == Array(expected.prefix(3)) ? true : nil
            }
            #expect(try await readers[0].wholeFeed(pageSize: 8) == expected)
            #expect(try !world.keptFeed(of: readers[0]).contains(expected[0]), "it wasn't pushed")
        }
    }
}

@Suite(.enabled(if: TestWorld.isAvailable)) struct FeedFaultTests {
    @Test func `without a token, and with bad parameters, there is no feed`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            #expect(try await world.client.get("/api/v3/feed").status == 401)
            for query in ["per_page=0", "per_page=201", "per_page=x", "cursor=x", "cursor=%00"] {
                let answer = try await ann.client.get("/api/v3/feed?\(query)")
                #expect(answer.status == 400, "\(query)")
                #expect(try answer.json()["errors"].array.isEmpty == false)
            }
        }
    }
}
