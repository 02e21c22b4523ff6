import FoundationEssentials
import TestWorld
import Testing

@testable import Activities
@testable import Server

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct LocalTimeRoadTests {
    /// Half an hour on a treadmill: no places, and no zone.
    private static let treadmill: [UInt8] = {
        var points = ""
        for second in 10..<40 {
            points += """
                <Trackpoint><Time>2026-07-15T22:30:\(second)Z</Time>\
                <DistanceMeters>\(second * 3)</DistanceMeters></Trackpoint>
                """
        }
        return Array(
            """
            <TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track>\(points)</Track></Lap>\
            </Activity></Activities></TrainingCenterDatabase>
            """.utf8)
    }()

    private func upload(_ file: [UInt8], _ type: String, to athlete: TestAthlete) async throws -> JSONValue {
        let sent = try await athlete.client.upload(
            "/api/v3/uploads", file: file, fields: ["data_type": type])
        let id = try #require(try await athlete.finished(sent)["activity_id"].integer)
        return try await athlete.client.get("/api/v3/activities/\(id)").json()
    }

    private func settled(_ world: TestWorld) async throws {
        _ = try await eventually {
            try world.database.sql("select 1 from jobs.job where kind like 'activities.recompute%'").isEmpty
                ? true : nil
        }
    }

    @Test func `a recording without a place is told where the athlete lives, a ride where it was`()
        async throws
    {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let home = try await ada.client.send("PUT", "/api/v3/athlete", json: ["timezone": "Asia/Tokyo"])
            #expect(try home.json()["timezone"].string == "Asia/Tokyo")
            let run = try await upload(Self.treadmill, "tcx", to: ada)
            #expect(run["timezone"].string == "(GMT+09:00) Asia/Tokyo")
            #expect(run["utc_offset"].double == 32_400)
            #expect(run["start_date"].string == "2026-07-15T22:30:10Z")
            #expect(run["start_date_local"].string == "2026-07-16T07:30:10Z")
            #expect(run["figure_sources"]["timezone"].string == "settings")
            #expect(run["name"].string == "Morning Run")
            let ride = try await upload(SampleGPX.ride(), "gpx", to: ada)
            #expect(ride["timezone"].string == "(GMT+01:00) Europe/Zurich")
            #expect(ride["utc_offset"].double == 7200)
            #expect(ride["start_date_local"].string == "2026-05-02T08:00:00Z")
            #expect(ride["figure_sources"]["timezone"].string == "samples")
        }
    }

    @Test func `a manual entry is by the clocks of the athlete's home`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            _ = try await ada.client.send("PUT", "/api/v3/athlete", json: ["timezone": "America/New_York"])
            let entered = try await ada.client.send(
                "POST", "/api/v3/activities",
                json: [
                    "name": "Swim", "sport_type": "Swim", "elapsed_time": 1800,
                    "start_date_local": "2026-07-15T21:00:00Z",
                ]
            ).json()
            #expect(entered["start_date"].string == "2026-07-16T01:00:00Z")
            #expect(entered["start_date_local"].string == "2026-07-15T21:00:00Z")
            #expect(entered["timezone"].string == "(GMT-05:00) America/New_York")
            #expect(entered["utc_offset"].double == -14_400)
        }
    }

    @Test(arguments: ["Europe/Atlantis", "../../etc/passwd", "+01:00", "europe/berlin", "right/UTC"])
    func `a home that is in no zone is refused`(name: String) async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let answer = try await ada.client.send("PUT", "/api/v3/athlete", json: ["timezone": name])
            #expect(answer.status == 400)
            #expect(try answer.json()["errors"][0]["field"].string == "timezone")
            #expect(try await ada.client.get("/api/v3/athlete").json()["timezone"].isNull)
        }
    }

    @Test func `a home can be taken back`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            _ = try await ada.client.send("PUT", "/api/v3/athlete", json: ["timezone": "Europe/Berlin"])
            let answer = try await ada.client.send("PUT", "/api/v3/athlete", json: ["timezone": ""])
            #expect(try answer.json()["timezone"].isNull)
        }
    }

    @Test func `old activities are told by the new rules once they are computed again`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let ride = try await upload(SampleGPX.ride(), "gpx", to: ada)
            let run = try await upload(Self.treadmill, "tcx", to: ada)
            #expect(run["timezone"].string == "(GMT+00:00) Etc/UTC")
            #expect(run["name"].string == "Night Run")
            _ = try await ada.client.send("PUT", "/api/v3/athlete", json: ["timezone": "Asia/Tokyo"])
            // As the first version of the algorithms told them.
            try world.database.sql(
                """
                update activities.activity set algorithm_version = 3, figure_sources = '{}';
                update activities.activity set utc_offset_seconds = 3600, time_zone = 'Etc/GMT-1'
                    where sport_type = 'Ride'
                """)
            let configuration = try ServerConfiguration(environment: world.environment)
            #expect(try await RecomputeCommand(arguments: []).run(configuration) == 0)
            try await settled(world)
            let newRide = try await ada.client.get("/api/v3/activities/\(ride["id"].integer ?? 0)").json()
            #expect(newRide["timezone"].string == "(GMT+01:00) Europe/Zurich")
            #expect(newRide["start_date_local"].string == "2026-05-02T08:00:00Z")
            #expect(newRide["figure_sources"]["timezone"].string == "samples")
            let newRun = try await ada.client.get("/api/v3/activities/\(run["id"].integer ?? 0)").json()
            #expect(newRun["timezone"].string == "(GMT+09:00) Asia/Tokyo")
            #expect(newRun["name"].string == "Morning Run")
        }
    }

    @Test func `others aren't told by the zone where somebody was who hides the map`() async throws {
        try await TestWorld.run { world in
            let (ada, bob) = (try await world.register("Ada"), try await world.register("Bob"))
            let ride = try await upload(SampleGPX.ride(), "gpx", to: ada)
            let path = "/api/v3/activities/\(ride["id"].integer ?? 0)"
            #expect(try await bob.client.get(path).json()["timezone"].string == "(GMT+01:00) Europe/Zurich")
            _ = try await ada.client.send("PUT", path, json: ["hide_map": true])
            let seen = try await bob.client.get(path).json()
            #expect(seen["timezone"].string == "(GMT+02:00) Etc/GMT-2")
            #expect(seen["start_date_local"].string == "2026-05-02T08:00:00Z")
            #expect(try await ada.client.get(path).json()["timezone"].string == "(GMT+01:00) Europe/Zurich")
        }
    }

    @Test func `an activity belongs to the year of the clocks where it began`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            _ = try await upload(SampleGPX.ride(), "gpx", to: ada)
            for (offset, count) in [(7200, 1), (0, 0)] {
                try world.database.sql(
                    """
                    update activities.activity set utc_offset_seconds = \(offset),
                        started_at = (date_trunc('year', now() at time zone 'UTC') - interval '1 hour')
                            at time zone 'UTC'
                    """)
                let totals = try await ada.client.get("/api/v3/athletes/\(ada.id)/stats").json()
                #expect(totals["ytd_ride_totals"]["count"].integer == Int64(count))
            }
        }
    }
}
