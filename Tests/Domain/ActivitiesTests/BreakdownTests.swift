import TestWorld
import Testing

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct BreakdownTests {
    @Test func `a run has laps, splits, best efforts and the sources of its figures`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRun()
            let activity = try await ada.client.get("/api/v3/activities/\(id)").json()
            #expect(activity["splits_metric"].array.map { $0["split"].integer } == [1, 2, 3])
            #expect(activity["splits_metric"][0]["distance"].double == 1000)
            #expect(activity["splits_metric"][0]["elapsed_time"].integer == 100)
            #expect(activity["splits_metric"][0]["average_grade_adjusted_speed"].double != nil)
            #expect(activity["splits_standard"].array.count == 2)
            #expect(
                activity["best_efforts"].array.map { $0["name"].string } == [
                    "400m", "1/2 mile", "1K", "1 mile",
                ])
            let best = activity["best_efforts"][0]
            #expect(best["elapsed_time"].integer == 40 && best["activity"]["id"].integer == id)
            #expect(best["id"].integer != nil)
            #expect(activity["laps"].array.count == 1)
            #expect(activity["laps"][0]["distance"].double == activity["distance"].double)
            #expect(activity["figure_sources"]["distance"].string == "samples")
            #expect(activity["total_elevation_loss"].double == 0)
        }
    }

    @Test func `calories are estimated with the weight of the day`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let first = try await ada.uploadRun()
            #expect(try await ada.client.get("/api/v3/activities/\(first)").json()["calories"].double == 0)
            #expect(try await ada.client.send("PUT", "/api/v3/athlete?weight=60").status == 200)
            let second = try await ada.uploadRun(startSecond: 1000)
            let activity = try await ada.client.get("/api/v3/activities/\(second)").json()
            // 36 km/h for four minutes.
            #expect(abs((activity["calories"].double ?? 0) - 36 * 60 * 239 / 3600) < 1)
            #expect(activity["figure_sources"]["calories"].string == "estimate")
        }
    }

    @Test func `laps can be asked for alone, by page too`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRun()
            let path = "/api/v3/activities/\(id)/laps"
            let laps = try await ada.client.get(path).json()
            #expect(laps.array.count == 1)
            #expect(laps[0]["lap_index"].integer == 1 && laps[0]["start_index"].integer == 0)
            #expect(laps[0]["start_date"].string == "2026-05-02T06:00:00Z")
            let paged = try await ada.client.get(path + "?page=1&per_page=200").json()
            #expect(paged.array.map { $0["id"].integer } == laps.array.map { $0["id"].integer })
            #expect(try await ada.client.get(path + "?page=2&per_page=200").json().array.isEmpty)
            #expect(try await ada.client.get(path + "?page=0").status == 400)
        }
    }

    @Test func `laps are seen by who sees the activity`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadRun()
            #expect(try await bob.client.get("/api/v3/activities/\(id)/laps").status == 200)
            let hidden = try await ada.client.send(
                "PUT", "/api/v3/activities/\(id)", json: ["visibility": "only_me"])
            #expect(hidden.status == 200)
            #expect(try await bob.client.get("/api/v3/activities/\(id)/laps").status == 404)
            #expect(try await bob.client.get("/api/v3/activities/1/laps").status == 404)
        }
    }

    @Test func `nothing of an activity stays behind when it is deleted`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRun()
            #expect(try await ada.client.send("DELETE", "/api/v3/activities/\(id)").status == 204)
            for table in ["activity", "stream", "lap", "best_effort", "splits"] {
                #expect(try world.database.sql("select count(*) from activities.\(table)") == "0", "\(table)")
            }
        }
    }

    @Test func `what was entered by hand has no parts`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let entry = "name=Swim&sport_type=Swim&start_date_local=2026-05-01T07:30:00&elapsed_time=60"
            let created = try await ada.client.send("POST", "/api/v3/activities?" + entry)
            let id = try #require(created.json()["id"].integer)
            #expect(try await ada.client.get("/api/v3/activities/\(id)").json()["laps"].array.isEmpty)
            #expect(try await ada.client.get("/api/v3/activities/\(id)/laps").json().array.isEmpty)
        }
    }
}

extension TestAthlete {
    /// Uploads 2,390 m at 10 m/s, which is somewhat fast for a run, and returns the activity's id.
    func uploadRun(startSecond: Int = 0) async throws -> Int64 {
        let file = SampleGPX.ride(seconds: 240, startSecond: startSecond, type: "running")
        let sent = try await client.upload("/api/v3/uploads", file: file, fields: ["data_type": "gpx"])
        return try #require(try await finished(sent)["activity_id"].integer)
    }
}
