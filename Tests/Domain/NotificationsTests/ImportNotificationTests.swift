import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable)) struct ImportNotificationTests {
    /// An archive with one ride of a minute.
    private static func archive() throws -> [UInt8] {
        var points = ""
        for second in 10..<60 {
            points += "<trkpt lat=\"47.0\(second)\" lon=\"8\">"
            points += "<time>2026-05-02T06:00:\(second)Z</time></trkpt>"
        }
        let gpx = "<gpx version=\"1.1\"><trk><trkseg>\(points)</trkseg></trk></gpx>"
        let zip = SampleZip([SampleZip.Entry("ride.gpx", text: gpx), SampleZip.Entry("a.txt", text: "a")])
        return try zip.bytes()
    }

    @Test func `an import is followed on the socket, and its end is told once`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let socket = try await ann.socket(world)
            _ = try await socket.next("hello")
            let sent = try await ann.client.upload(
                "/api/v3/imports?dry_run=true", file: Self.archive(), filename: "mine.zip")
            let id = try #require(try sent.json()["id"].integer)
            let progress = try await socket.next("import.progress")
            #expect(progress["import_id"].integer == id)
            #expect(progress["counts"]["files"].integer != nil)
            let seen = try await socket.next("notification")["notification"]
            #expect(seen["type"].string == "import.inspected")
            #expect(seen["object"]["type"].string == "import")
            #expect(seen["object"]["id"].integer == id)
            #expect(seen["detail"].string == "mine.zip: 1 new, 1 ignored.")
            #expect(try await ann.client.send("POST", "/api/v3/imports/\(id)/run").status == 202)
            let done = try await socket.next("notification")["notification"]
            #expect(done["type"].string == "import.finished")
            #expect(done["detail"].string == "mine.zip: 1 activity, 1 ignored.")
            let all = try await ann.notifications()["notifications"].array
            #expect(all.map { $0["type"].string } == ["import.finished", "import.inspected"])
        }
    }

    @Test func `what an import brings is no news to followers`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let bob = try await world.register("bob")
            try await bob.follow(ann)
            let socket = try await bob.socket(world)
            _ = try await socket.next("hello")
            _ = try await bob.client.get("/api/v3/feed")
            let sent = try await ann.client.upload(
                "/api/v3/imports", file: Self.archive(), filename: "mine.zip")
            let id = try #require(try sent.json()["id"].integer)
            _ = try await eventually {
                let state = try await ann.client.get("/api/v3/imports/\(id)").json()["state"].string
                return state == "finished" ? true : nil
            }
            let imported = try await ann.client.get("/api/v3/athlete/activities").json()[0]["id"].integer
            // The jobs of the import's events are done before those of what comes now.
            _ = try await eventually {
                let waiting = "select count(*) from jobs.job where event_id is not null"
                return try world.database.sql(waiting) == "0" ? true : nil
            }
            let new = try await ann.publish("Now")
            let told = try await socket.next("activity.published")
            #expect(told["activity"]["id"].integer == new)
            let feed = try await bob.client.get("/api/v3/feed").json().array.map { $0["id"].integer }
            #expect(feed == [new])
            // A feed that is made anew from PostgreSQL says the same.
            let eve = try await world.register("eve")
            try await eve.follow(ann)
            #expect(try await eve.client.get("/api/v3/feed").json().array.map { $0["id"].integer } == [new])
            let seen = try await bob.client.get("/api/v3/activities/\(imported ?? 0)")
            #expect(seen.status == 200)
        }
    }
}
