import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable)) struct FeedOutageTests {
    @Test func `without Redis, and after it came back empty, feeds are right`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            try await bob.follow(ann)
            for _ in 0..<12 { try await ann.publish() }
            try await world.settleFeed(of: bob)
            world.redis.stop()
            #expect(try await bob.wholeFeed(pageSize: 5) == world.trueFeed(of: bob))
            let lost = try await ann.publish()
            #expect(try await bob.feed().first == lost)
            try await ann.delete(lost)
            #expect(try await bob.wholeFeed(pageSize: 5) == world.trueFeed(of: bob))
            try await world.redis.start()
            #expect(try await bob.wholeFeed(pageSize: 5) == world.trueFeed(of: bob))
            try await world.settleFeed(of: bob)
            #expect(try await bob.wholeFeed(pageSize: 5) == world.trueFeed(of: bob))
        }
    }

    @Test func `a push that is run again changes nothing`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            try await bob.follow(ann)
            try await world.settleFeed(of: bob)
            var published: [Int64] = []
            for _ in 0..<4 { published.insert(try await ann.publish(), at: 0) }
            _ = try await eventually { try world.keptFeed(of: bob) == published + [0] ? true : nil }
            try world.database.sql(
                """
                insert into jobs.job (kind, key, priority)
                select 'feed.push_to_followers',
                    jsonb_build_object('athlete', \(ann.id), 'activity', id, 'after', 0), 1
                from activities.activity
                """)
            _ = try await eventually {
                try world.database.sql("select 1 from jobs.job where kind like 'feed.%' limit 1").isEmpty
                    ? true : nil
            }
            let kept = try world.keptFeed(of: bob)
            #expect(kept == published + [0])
        }
    }
}
