import Foundation
import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable)) struct NotificationTests {
    @Test func `a follower is announced once, in the list and on the socket`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            let socket = try await ann.socket(world)
            let hello = try await socket.next()
            #expect(hello["type"].string == "hello")
            #expect(hello["head"].integer == 0)
            try await bob.follow(ann)
            let told = try await socket.next("notification")
            #expect(told["seq"].integer == 1)
            #expect(told["epoch"].integer == hello["epoch"].integer)
            #expect(told["notification"]["type"].string == "followed")
            #expect(told["notification"]["actor"]["id"].integer == bob.id)
            #expect(told["notification"]["actor"]["firstname"].string == "bob")

            _ = try await bob.client.send("DELETE", "/api/v3/athletes/\(ann.id)/follow")
            try await bob.follow(ann)
            _ = try await eventually {
                try world.database.sql("select 1 from jobs.job limit 1").isEmpty ? true : nil
            }
            let list = try await ann.notifications()
            #expect(list["notifications"].array.count == 1)
            #expect(list["head"].integer == 1)
            #expect(list["unread_count"].integer == 1)
        }
    }

    @Test func `pages go both ways, and say where the sequence is`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            try world.tell(ann, 1...9)
            _ = try await eventually { try world.rows(of: ann).count == 9 ? true : nil }
            let seqs = { (query: String) in
                try await ann.notifications(query)["notifications"].array.compactMap { $0["seq"].integer }
            }
            #expect(try await seqs("") == [9, 8, 7, 6, 5, 4, 3, 2, 1])
            #expect(try await seqs("?per_page=4") == [9, 8, 7, 6])
            #expect(try await seqs("?per_page=4&before=6") == [5, 4, 3, 2])
            #expect(try await seqs("?per_page=4&after=6") == [7, 8, 9])
            #expect(try await seqs("?after=9").isEmpty)
            for query in ["after=x", "after=-1", "before=1.5", "after=1&before=2", "per_page=0"] {
                #expect(try await ann.client.get("/api/v3/notifications?\(query)").status == 400, "\(query)")
            }
        }
    }

    @Test func `what was read on one device is read on all, and the mark never goes back`() async throws {
        try await TestWorld.run { world in
            let second = try await world.startServer()
            let ann = try await world.register("ann")
            try world.tell(ann, 1...5)
            _ = try await eventually { try world.rows(of: ann).count == 5 ? true : nil }
            let other = try await ann.socket(world, on: second)
            _ = try await other.next("hello")
            let mark = { (seq: Int) in
                try await ann.client.send("PUT", "/api/v3/notifications/read", json: ["seq": seq]).json()
            }
            // The other device hears the channel as soon as Redis has confirmed it.
            let heard = try await eventually { () async throws -> JSONValue? in
                _ = try await mark(3)
                return try? await other.next("read", within: .milliseconds(200))
            }
            #expect(heard["read_seq"].integer == 3)
            #expect(try await mark(2)["read_seq"].integer == 3)
            #expect(try await mark(99)["read_seq"].integer == 5)
            #expect(try await ann.notifications()["unread_count"].integer == 0)
            let bad = try await ann.client.send("PUT", "/api/v3/notifications/read", json: ["seq": "x"])
            #expect(bad.status == 400)
        }
    }

    @Test func `an upload is followed step by step, and its end is kept`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let socket = try await ann.socket(world)
            _ = try await socket.next("hello")
            let good = try await ann.client.upload(
                "/api/v3/uploads", file: Array(GPX.ride.utf8), fields: ["data_type": "gpx"])
            #expect(good.status == 201)
            let ready = try await socket.next("notification")["notification"]
            #expect(ready["type"].string == "upload.ready")
            #expect(ready["object"]["type"].string == "activity")
            let bad = try await ann.client.upload(
                "/api/v3/uploads", file: Array(GPX.withoutTimes.utf8), fields: ["data_type": "gpx"])
            guard bad.status == 201 else { return }
            let failed = try await socket.next("notification")["notification"]
            #expect(failed["type"].string == "upload.failed")
            #expect(failed["detail"].string?.isEmpty == false)
        }
    }

    @Test func `followers hear of an activity within a second, on another server, if they may see it`()
        async throws
    {
        try await TestWorld.run { world in
            let second = try await world.startServer()
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            let cid = try await world.register("cid")
            try await bob.follow(ann)
            let socket = try await bob.socket(world, on: second)
            let stranger = try await cid.socket(world, on: second)
            _ = try await socket.next("hello")
            _ = try await stranger.next("hello")
            // The first tells when the channel is heard.
            _ = try await eventually { () async throws -> JSONValue? in
                try await ann.publish("Warm-up")
                return try? await socket.next("activity.published", within: .milliseconds(500))
            }
            try await ann.publish("Secret", visibility: "only_me")
            let before = ContinuousClock.now
            let activity = try await ann.publish("Over the hill")
            let heard = try await eventually { () async throws -> JSONValue? in
                let message = try await socket.next("activity.published")
                return message["activity"]["name"].string == "Warm-up" ? nil : message
            }
            #expect(heard["activity"]["id"].integer == activity)
            #expect(heard["activity"]["name"].string == "Over the hill")
            #expect(heard["activity"]["athlete"]["id"].integer == ann.id)
            #expect(ContinuousClock.now - before < .seconds(1))
            await #expect(throws: NeverHappened.self) {
                try await stranger.next("activity.published", within: .milliseconds(100))
            }
        }
    }
}

private enum GPX {
    static var ride: String { make { "<time>2026-03-01T10:\(minute($0)):\(second($0))Z</time>" } }
    static var withoutTimes: String { make { _ in "" } }

    private static func minute(_ index: Int) -> String { index / 6 < 10 ? "0\(index / 6)" : "\(index / 6)" }
    private static func second(_ index: Int) -> String { index % 6 == 0 ? "00" : "\(index % 6 * 10)" }

    private static func make(_ time: (Int) -> String) -> String {
        let points = (0..<60).map { index in
            "<trkpt lat=\"\(47.0 + Double(index) * 0.0005)\" lon=\"8.5\"><ele>400</ele>\(time(index))</trkpt>"
        }
        return """
            <?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">
            <trk><type>cycling</type><trkseg>\(points.joined())</trkseg></trk></gpx>
            """
    }
}
