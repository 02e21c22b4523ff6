import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable)) struct FeedRaceTests {
    /// Pairs of a reader and an author toggle everything at once, over two servers, while Redis is flushed;
    /// each reader only ever sees what it may at that moment.
    @Test func `whatever others do at the same time, nobody sees what they may not`() async throws {
        try await TestWorld.run(settings: ["PUSHED_FOLLOWERS": "3"]) { world in
            let second = try await world.startServer()
            var pairs: [(reader: TestAthlete, author: TestAthlete)] = []
            for index in 0..<4 {
                pairs.append((try await world.register("r\(index)"), try await world.register("a\(index)")))
            }
            let all = pairs
            // Everybody follows the last author too, who is pulled therefore.
            for pair in pairs where pair.author.id != pairs[3].author.id {
                try await pair.reader.follow(pairs[3].author)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, pair) in all.enumerated() {
                    group.addTask {
                        try await toggle(pair.reader, pair.author, index % 2 == 0 ? second : nil)
                    }
                }
                group.addTask {
                    for _ in 0..<20 {
                        try await all[3].author.publish("Pulled")
                        try world.redis.flush()
                    }
                }
                try await group.waitForAll()
            }
            for pair in all {
                let expected = try world.trueFeed(of: pair.reader)
                _ = try await eventually { try await pair.reader.feed() == expected ? true : nil }
            }
        }
    }

    private func toggle(_ reader: TestAthlete, _ author: TestAthlete, _ server: TestServer?) async throws {
        for round in 0..<12 {
            let activity = try await author.publish("No. \(round)", visibility: "followers_only")
            try await reader.follow(author)
            #expect(try await reader.feed(on: server).contains(activity), "round \(round): followed")
            try await author.hide(activity, as: "only_me")
            #expect(try await !reader.feed(on: server).contains(activity), "round \(round): hidden")
            try await author.hide(activity, as: "everyone")
            #expect(try await reader.feed(on: server).contains(activity), "round \(round): shown again")
            try await reader.follow(author, isOn: false)
            #expect(try await !reader.feed(on: server).contains(activity), "round \(round): unfollowed")
            if round % 3 == 0 { try await author.delete(activity) }
        }
    }
}
