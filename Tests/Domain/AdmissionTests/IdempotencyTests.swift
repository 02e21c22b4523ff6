import Foundation
import TestWorld
import Testing

@testable import Admission

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct IdempotencyTests {
    let ride: [String: Any] = [
        "name": "Morning ride", "sport_type": "Ride", "start_date_local": "2026-03-01T07:30:00Z",
        "elapsed_time": 3600, "distance": 30_000,
    ]

    func post(
        _ athlete: TestAthlete, key: String, name: String = "Morning ride"
    ) async throws -> TestResponse {
        var body = ride
        body["name"] = name
        let data = try JSONSerialization.data(withJSONObject: body, options: .sortedKeys)
        return try await athlete.client.send(
            "POST", "/api/v3/activities", body: [UInt8](data),
            headers: ["Idempotency-Key": key, "Content-Type": "application/json"])
    }

    func activityCount(_ world: TestWorld) throws -> String {
        try world.database.sql("select count(*) from activities.activity")
    }

    @Test func `what is asked again is answered again, and done once`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            let first = try await post(ann, key: "a")
            try #require(first.status == 201, "\(first.text)")
            #expect(first.header("Idempotent-Replayed") == nil)
            for _ in 0..<2 {
                let again = try await post(ann, key: "a")
                #expect(again.status == 201)
                #expect(again.body == first.body)
                #expect(again.header("Idempotent-Replayed") == "true")
                #expect(again.header("Content-Type") == first.header("Content-Type"))
            }
            #expect(try await post(ann, key: "b").status == 201)
            #expect(try activityCount(world) == "2")
        }
    }

    @Test func `a key that was used for something else is refused`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            #expect(try await post(ann, key: "a").status == 201)
            let other = try await post(ann, key: "a", name: "Evening ride")
            #expect(other.status == 422)
            #expect(try other.json()["errors"][0]["field"].string == "Idempotency-Key")
            let otherPath = try await ann.client.send(
                "PUT", "/api/v3/athlete?weight=70", headers: ["Idempotency-Key": "a"])
            #expect(otherPath.status == 422)
            #expect(try activityCount(world) == "1")
        }
    }

    @Test func `keys belong to their athlete`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            let bob = try await world.register("Bob")
            let first = try await post(ann, key: "a")
            let second = try await post(bob, key: "a")
            #expect(second.status == 201)
            #expect(second.header("Idempotent-Replayed") == nil)
            #expect(try first.json()["id"].integer != second.json()["id"].integer)
        }
    }

    @Test func `of many at the same moment one does it, on any server`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            let there = try await world.startServer().client.with(token: ann.client.token)
            let data = [UInt8](try JSONSerialization.data(withJSONObject: ride, options: .sortedKeys))
            let client = ann.client
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for index in 0..<24 {
                    group.addTask {
                        try await (index % 2 == 0 ? client : there).send(
                            "POST", "/api/v3/activities", body: data,
                            headers: ["Idempotency-Key": "race", "Content-Type": "application/json"])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let fresh = answers.filter { $0.status == 201 && $0.header("Idempotent-Replayed") == nil }
            #expect(fresh.count == 1)
            for answer in answers where answer.status != 201 {
                #expect(answer.status == 409)
                #expect(answer.header("Retry-After") == "1")
            }
            for answer in answers where answer.status == 201 { #expect(answer.body == fresh[0].body) }
            #expect(try activityCount(world) == "1")
        }
    }

    @Test func `what was refused is refused again without being looked at again`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            for replayed in [nil, "true"] {
                let answer = try await ann.client.send(
                    "PUT", "/api/v3/athlete?weight=1", headers: ["Idempotency-Key": "w"])
                #expect(answer.status == 400)
                #expect(answer.header("Idempotent-Replayed") == replayed)
                #expect(try answer.json()["errors"][0]["field"].string == "weight")
            }
        }
    }

    @Test(arguments: ["", String(repeating: "k", count: 256), "ü"])
    func `a key that can't be one is refused`(key: String) async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            let answer = try await post(ann, key: key)
            #expect(answer.status == 400)
            #expect(try answer.json()["errors"][0]["field"].string == "Idempotency-Key")
            #expect(try await post(ann, key: String(repeating: "k", count: 255)).status == 201)
        }
    }

    @Test func `an attempt that died lets the next one do it, one that lives does not`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            #expect(try await post(ann, key: "a").status == 201)
            try world.database.sql(
                """
                update admission.idempotency_key
                set status = null, headers = null, body = null, leased_until = now() + interval '5 seconds'
                """)
            #expect(try await post(ann, key: "a").status == 409)
            #expect(try await post(ann, key: "a", name: "Other").status == 422)
            try world.database.sql(
                "update admission.idempotency_key set leased_until = now() - interval '1 second'")
            #expect(try await post(ann, key: "a", name: "Other").status == 422)
            let redone = try await post(ann, key: "a")
            #expect(redone.status == 201)
            #expect(redone.header("Idempotent-Replayed") == nil)
        }
    }

    @Test func `after a day a key is forgotten`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            #expect(try await post(ann, key: "a").status == 201)
            try world.database.sql(
                "update admission.idempotency_key set created_at = now() - interval '24 hours 1 second'")
            let other = try await post(ann, key: "a", name: "Evening ride")
            #expect(other.status == 201)
            #expect(other.header("Idempotent-Replayed") == nil)
        }
    }

    @Test func `secrets are never kept`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            var tokens: Set<String> = []
            for _ in 0..<2 {
                let answer = try await ann.client.send(
                    "POST", "/api/v3/tokens", json: ["name": "x", "scopes": "read"],
                    headers: ["Idempotency-Key": "a"])
                tokens.insert(try answer.json()["token"].string ?? "")
            }
            #expect(tokens.count == 2)
            #expect(try world.database.sql("select count(*) from admission.idempotency_key") == "0")
        }
    }

    @Test func `a server's failure and a request to come later are not final`() {
        for status: UInt16 in [200, 201, 204, 400, 404, 409, 413, 422] {
            #expect(StoredAnswer.isFinal(status: status))
        }
        for status: UInt16 in [408, 425, 429, 500, 502, 503] {
            #expect(!StoredAnswer.isFinal(status: status))
        }
    }

    @Test func `a failure of the database is not kept, and the retry does the work`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            // The table can't be written for a while: the handler fails with 500.
            try world.database.sql("alter table activities.activity rename to hidden")
            #expect(try await post(ann, key: "a").status >= 500)
            try world.database.sql("alter table activities.hidden rename to activity")
            let redone = try await post(ann, key: "a")
            #expect(redone.status == 201)
            #expect(redone.header("Idempotent-Replayed") == nil)
        }
    }

    @Test func `an upload under a key is taken once`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("Ann")
            func upload(_ seconds: Int) async throws -> TestResponse {
                let points = (0..<seconds).map { second in
                    "<trkpt lat=\"47.\(second)\" lon=\"8\"><time>2026-03-01T07:30:0\(second)Z</time></trkpt>"
                }
                let file = "<gpx><trk><trkseg>\(points.joined())</trkseg></trk></gpx>"
                return try await ann.client.upload(
                    "/api/v3/uploads", file: Array(file.utf8), fields: ["data_type": "gpx"],
                    headers: ["Idempotency-Key": "file"])
            }
            let first = try await upload(5)
            #expect(first.status == 201)
            let again = try await upload(5)
            #expect(again.body == first.body)
            #expect(again.header("Idempotent-Replayed") == "true")
            #expect(try await upload(6).status == 422)
            #expect(try world.database.sql("select count(*) from activities.upload") == "1")
        }
    }
}
