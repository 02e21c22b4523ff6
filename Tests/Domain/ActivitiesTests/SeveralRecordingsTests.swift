import Foundation
import TestWorld
import Testing

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct SeveralRecordingsTests {
    @Test func `each recording of a file becomes an activity, and the upload names them all`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let file = Self.duathlon(runMeters: 150)
            let ready = try await ada.finished(
                try await ada.upload(file, ["data_type": "tcx", "sport_type": "Hike"]))
            let ids = ready["activity_ids"].array.compactMap(\.integer)
            #expect(ids.count == 2)
            #expect(ready["activity_id"].integer == ids.first)
            #expect(try await ada.sports(of: ids) == ["Run", "Ride"])
            let again = try await ada.finished(try await ada.upload(file))
            #expect(again["error"].string?.contains("duplicate of activity \(ids[0])") == true)
        }
    }

    @Test func `an upload speaks of what is left of it`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.upload(Self.duathlon(runMeters: 150))
            let ids = try await ada.finished(sent)["activity_ids"].array.compactMap(\.integer)
            try #require(ids.count == 2)
            let address = "/api/v3/uploads/\(try sent.json()["id"].integer ?? 0)"
            _ = try await ada.client.send("DELETE", "/api/v3/activities/\(ids[0])")
            let left = try await ada.client.get(address).json()
            #expect(left["activity_id"].integer == ids[1])
            #expect(left["activity_ids"].array.count == 1)
            _ = try await ada.client.send("DELETE", "/api/v3/activities/\(ids[1])")
            let gone = try await ada.client.get(address).json()
            #expect(gone["status"].string == "The created activity has been deleted.")
        }
    }

    @Test func `what is there already is left out, and what is new is taken`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            _ = try await ada.finished(try await ada.upload(Self.duathlon(runMeters: 150)))
            let longer = try await ada.finished(try await ada.upload(Self.duathlon(runMeters: 600)))
            let ids = longer["activity_ids"].array.compactMap(\.integer)
            #expect(try await ada.sports(of: ids) == ["Run"])
        }
    }

    @Test func `the athlete may keep both recordings of an outing, but not the same bytes twice`()
        async throws
    {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            _ = try await ada.uploadRide()
            let second = SampleGPX.ride(seconds: 118, startSecond: 1)
            let kept = try await ada.upload(second, ["data_type": "gpx", "keep_duplicate": "true"])
            #expect(try await ada.finished(kept)["activity_id"].integer != nil)
            let same = try await ada.upload(second, ["data_type": "gpx", "keep_duplicate": "true"])
            #expect(try await ada.finished(same)["error"].string?.contains("duplicate of activity") == true)
        }
    }

    /// A run of 150 s and a ride of 150 s after it, without positions.
    private static func duathlon(runMeters: Int) -> [UInt8] {
        let run = part("Running", minute: 0, meters: runMeters)
        let ride = part("Biking", minute: 10, meters: 1500)
        let file = "<TrainingCenterDatabase><Activities>\(run)\(ride)</Activities></TrainingCenterDatabase>"
        return Array(file.utf8)
    }

    private static func part(_ sport: String, minute: Int, meters: Int) -> String {
        var points = ""
        for second in 0..<150 {
            let (minutes, seconds) = (minute + second / 60, second % 60)
            points += "<Trackpoint><Time>2026-05-02T06:\(digits(minutes)):\(digits(seconds))Z</Time>"
            points += "<DistanceMeters>\(meters * second / 149)</DistanceMeters></Trackpoint>"
        }
        return "<Activity Sport=\"\(sport)\"><Lap><Track>\(points)</Track></Lap></Activity>"
    }

    private static func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension TestAthlete {
    fileprivate func upload(
        _ file: [UInt8], _ fields: KeyValuePairs<String, String> = ["data_type": "tcx"]
    ) async throws -> TestResponse {
        try await client.upload("/api/v3/uploads", file: file, fields: fields)
    }

    fileprivate func sports(of ids: [Int64]) async throws -> [String] {
        var sports: [String] = []
        for id in ids {
            sports.append(try await client.get("/api/v3/activities/\(id)").json()["sport_type"].string ?? "")
        }
        return sports
    }
}
