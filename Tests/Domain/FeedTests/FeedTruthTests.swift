import SeededRandom
import TestWorld
import Testing

/// What was answered before a read began is seen by the read, on any server.
@Suite(.enabled(if: TestWorld.isAvailable)) struct FeedTruthTests {
    @Test func `an unfollow, a deletion and a change of visibility hold in the very next read`() async throws
    {
        try await TestWorld.run { world in
            let second = try await world.startServer()
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            try await bob.follow(ann)
            try await world.settleFeed(of: bob)
            for _ in 0..<15 {
                let activity = try await ann.publish()
                _ = try await eventually { try await bob.feed(on: second).contains(activity) ? true : nil }
                try await ann.hide(activity, as: "only_me")
                #expect(try await !bob.feed(on: second).contains(activity))
                try await ann.hide(activity, as: "followers_only")
                #expect(try await bob.feed(on: second).contains(activity))
                try await bob.follow(ann, isOn: false)
                #expect(try await bob.feed(on: second).isEmpty)
                try await bob.follow(ann)
                #expect(try await bob.feed(on: second).contains(activity))
                try await ann.delete(activity)
                #expect(try await !bob.feed(on: second).contains(activity))
            }
        }
    }

    @Test func `a new name is on the cards at once`() async throws {
        try await TestWorld.run { world in
            let second = try await world.startServer()
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            try await bob.follow(ann)
            let activity = try await ann.publish("Before")
            _ = try await eventually { try await bob.feed(on: second).contains(activity) ? true : nil }
            _ = try await ann.client.send("PUT", "/api/v3/activities/\(activity)", json: ["name": "After"])
            _ = try await ann.client.send("PUT", "/api/v3/athlete", json: ["firstname": "Anna"])
            let card = try await second.client.with(token: bob.client.token).get("/api/v3/feed").json()[0]
            #expect(card["name"].string == "After")
            #expect(card["athlete"]["firstname"].string == "Anna")
        }
    }

    /// Random operations through two servers, each followed by reads that are compared with SQL. Redis is
    /// flushed and restarted meanwhile.
    @Test func `after any operation the feeds are what SQL says`() async throws {
        try await TestWorld.run(settings: ["PUSHED_FOLLOWERS": "2"]) { world in
            let second = try await world.startServer()
            var athletes: [TestAthlete] = []
            for name in ["ann", "bob", "cid", "dan"] { athletes.append(try await world.register(name)) }
            var activities: [(owner: TestAthlete, id: Int64)] = []
            var generator = SeededGenerator(seed: 7)
            for step in 0..<160 {
                let one = athletes.randomElement(using: &generator) ?? athletes[0]
                let other = athletes.randomElement(using: &generator) ?? athletes[1]
                switch Int.random(in: 0..<10, using: &generator) {
                case 0...2 where one.id != other.id: try await one.follow(other)
                case 3 where one.id != other.id: try await one.follow(other, isOn: false)
                case 4...6: activities.append((one, try await one.publish("No. \(step)")))
                case 7 where !activities.isEmpty:
                    let (owner, id) = activities.remove(
                        at: Int.random(in: 0..<activities.count, using: &generator))
                    try await owner.delete(id)
                case 8 where !activities.isEmpty:
                    let (owner, id) = activities[Int.random(in: 0..<activities.count, using: &generator)]
                    let visibility = ["everyone", "followers_only", "only_me"].randomElement(
                        using: &generator)
                    try await owner.hide(id, as: visibility ?? "everyone")
                default: break
                }
                if step % 40 == 17 { try world.redis.flush() }
                if step % 80 == 60 {
                    world.redis.stop()
                    try await world.redis.start()
                }
                for reader in [one, other] {
                    let expected = try world.trueFeed(of: reader)
                    // What was published arrives a moment later; nothing else may.
                    let shown = try await reader.feed(on: step % 2 == 0 ? second : nil)
                    #expect(Set(shown).isSubset(of: expected), "step \(step)")
                    #expect(shown == shown.sorted(by: >))
                    let converged = try? await eventually { () async throws -> Bool? in
                        try await reader.feed(on: step % 2 == 0 ? second : nil) == expected ? true : nil
                    }
                    if converged == nil {
                        let kept = try world.keptFeed(of: reader)
                        Issue.record("step \(step): kept \(kept), shown \(shown), true \(expected)")
                        return
                    }
                }
            }
        }
    }
}
