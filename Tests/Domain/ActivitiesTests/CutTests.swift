import ActivityFiles
import Kernel
import TestWorld
import Testing

@testable import Activities

struct CutValueTests {
    private func change(_ fields: [(String, String)]) throws -> CutChange {
        try CutChange(RequestFields(parts: fields.map { (name: $0.0, value: $0.1) }))
    }

    @Test(
        arguments: [
            ([], "start_index"), ([("start_index", "-1")], "start_index"),
            ([("end_index", "x")], "end_index"),
            ([("start_index", "100")], "start_index"), ([("end_index", "100")], "end_index"),
            ([("start_index", "50"), ("end_index", "50")], "end_index"),
            ([("removed_indices", "1,100")], "removed_indices"),
            ([("removed_indices", "1,,x")], "removed_indices"),
            ([("start_index", "97"), ("removed_indices", "98,99")], "removed_indices"),
        ] as [([(String, String)], String)])
    func `what can't be cut of 100 samples is refused, with the field`(
        fields: [(String, String)], field: String
    ) {
        #expect {
            try change(fields).applied(to: .nothing, count: 100)
        } throws: { error in
            (error as? Fault)?.details.first?.field == field
        }
    }

    @Test func `a second cut counts from what the first has left`() throws {
        let first = try change([("start_index", "10")]).applied(to: .nothing, count: 100)
        let second = try change([("start_index", "5"), ("end_index", "84"), ("removed_indices", "6, 7")])
            .applied(to: first, count: 90)
        #expect(second == RecordingCut(firstIndex: 15, lastIndex: 94, removedIndices: [16, 17]))
    }
}

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct CutTests {
    @Test func `trimming computes all of it again, and is undone as if nothing had been`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            // 120 samples at 1 Hz, 10 m apart.
            let path = "/api/v3/activities/\(try await ada.uploadRide())"
            let before = try await ada.client.get(path).json()
            let streams = "\(path)/streams?keys=time,distance,heartrate&key_by_type=true"
            let heartrate = try await ada.client.get(streams).json()["heartrate"]["data"].array.map(\.integer)
            let cut = try await ada.client.send(
                "PUT", "\(path)/cut", json: ["start_index": 20, "end_index": 99, "removed_indices": [50]])
            #expect(cut.status == 200, "\(cut.text)")
            let after = try await ada.client.get(path).json()
            #expect(after["elapsed_time"].integer == 79)
            #expect(after["start_date"].string == "2026-05-02T06:00:20Z")
            #expect(abs((after["distance"].double ?? 0) - 790) < 5)
            let left = try await ada.client.get(streams).json()
            #expect(left["time"]["data"].array.count == 79)
            #expect(left["time"]["data"][0].integer == 0)
            #expect(left["time"]["data"][29].integer == 29)
            #expect(left["time"]["data"][30].integer == 31)
            #expect(
                left["heartrate"]["data"].array.map(\.integer)
                    == Array(heartrate[20..<50] + heartrate[51..<100]))
            let told = try await ada.client.get("\(path)/cut").json()
            #expect(told["start_index"].integer == 20)
            #expect(told["removed_indices"].array.map(\.integer) == [50])
            let restored = try await ada.client.send("DELETE", "\(path)/cut")
            #expect(restored.status == 200)
            let again = try await ada.client.get(path).json()
            for figure in ["distance", "elapsed_time", "moving_time", "average_heartrate", "max_speed"] {
                #expect(again[figure].double == before[figure].double, "\(figure)")
            }
            #expect(again["start_date"].string == before["start_date"].string)
            #expect(again["map"]["polyline"].string == before["map"]["polyline"].string)
            #expect(try world.database.sql("select count(*) from activities.recording_cut") == "0")
        }
    }

    @Test func `computing again keeps the cut, and a deletion takes it along`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let path = "/api/v3/activities/\(try await ada.uploadRide())"
            _ = try await ada.client.send("PUT", "\(path)/cut", json: ["start_index": 60])
            _ = try await ada.client.send("PUT", path, json: ["sport_type": "Run"])
            let revised = "select revision from activities.activity"
            _ = try await eventually { try world.database.sql(revised) == "4" ? true : nil }
            #expect(try await ada.client.get(path).json()["elapsed_time"].integer == 59)
            #expect(try await ada.client.send("DELETE", path).status == 204)
            #expect(try world.database.sql("select count(*) from activities.recording_cut") == "0")
        }
    }

    @Test func `of cuts at the same moment each counts whole, or is refused`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let path = "/api/v3/activities/\(try await ada.uploadRide())"
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await ada.client.send("PUT", "\(path)/cut", json: ["start_index": 10]).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let done = statuses.filter { $0 == 200 }.count
            #expect(done >= 1 && done + statuses.filter { $0 == 409 }.count == 4)
            let first = try await ada.client.get("\(path)/cut").json()["start_index"].integer
            #expect(first == Int64(10 * done))
            let elapsed = try await ada.client.get(path).json()["elapsed_time"].integer
            #expect(elapsed == Int64(119 - 10 * done))
        }
    }

    @Test func `what others have recorded can't be cut`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let path = "/api/v3/activities/\(try await ada.uploadRide())/cut"
            #expect(try await bob.client.send("PUT", path, json: ["start_index": 5]).status == 403)
            #expect(try await bob.client.send("DELETE", path).status == 403)
            #expect(try await bob.client.get(path).status == 403)
            #expect(try await ada.client.send("PUT", path, json: ["start_index": 5_000]).status == 400)
        }
    }
}
