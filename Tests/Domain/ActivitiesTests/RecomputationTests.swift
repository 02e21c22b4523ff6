import FoundationEssentials
import TestWorld
import Testing

@testable import Activities
@testable import Server

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct RecomputationTests {
    /// As an older version of the algorithms might have left them.
    private static let aging = """
        update activities.activity set algorithm_version = 1, distance_meters = 1, figure_sources = '{}';
        delete from activities.splits; delete from activities.best_effort;
        update activities.lap set distance_meters = 1;
        insert into activities.lap (athlete_id, activity_id, lap_index, start_index, end_index, start_seconds,
            elapsed_seconds, moving_seconds, distance_meters, elevation_gain_meters, maximum_speed)
            select athlete_id, activity_id, 2, 0, 0, 0, 0, 0, 0, 0, 0 from activities.lap;
        update activities.stream set blob = ''
        """

    private func run(_ world: TestWorld, _ arguments: [String]) async throws -> Int32 {
        let configuration = try ServerConfiguration(environment: world.environment)
        return try await RecomputeCommand(arguments: arguments).run(configuration)
    }

    /// Runs on different days, an hour after one another, and their ids.
    private func runs(of athlete: TestAthlete, _ count: Int) async throws -> [Int64] {
        var ids: [Int64] = []
        for number in 0..<count { ids.append(try await athlete.uploadRun(startSecond: number * 1000)) }
        return ids
    }

    private func settled(_ world: TestWorld) async throws {
        _ = try await eventually {
            try world.database.sql("select 1 from jobs.job where kind like 'activities.recompute%'").isEmpty
                ? true : nil
        }
    }

    @Test func `old activities are computed again from their files, and keep their names`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let ids = try await runs(of: ada, 3)
            var before: [String] = []
            for id in ids { before.append(try await ada.client.get("/api/v3/activities/\(id)").text) }
            try world.database.sql(Self.aging)
            #expect(try await run(world, ["--from", "2026-05-01"]) == 0)
            try await settled(world)
            #expect(
                try world.database.sql("select distinct algorithm_version from activities.activity")
                    == "\(Recomputation.newestVersion)")
            for (id, text) in zip(ids, before) {
                let old = try JSONValue(parsing: Array(text.utf8))
                let new = try await ada.client.get("/api/v3/activities/\(id)").json()
                #expect(new["distance"].double == old["distance"].double)
                #expect(
                    new["laps"].array.map { $0["id"].integer } == old["laps"].array.map { $0["id"].integer })
                #expect(new["laps"][0]["distance"].double == old["laps"][0]["distance"].double)
                #expect(new["splits_metric"].array.count == old["splits_metric"].array.count)
                #expect(new["best_efforts"].array.count == 4)
                #expect(new["figure_sources"]["distance"].string == "samples")
                let streams = try await ada.client.get("/api/v3/activities/\(id)/streams?key_by_type=1")
                    .json()
                #expect(streams["heartrate"]["data"].array.count == 240)
            }
            #expect(try world.database.sql("select count(*) from activities.lap") == "3")
        }
    }

    @Test func `what is newer, earlier or made by hand is left alone`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            _ = try await runs(of: ada, 1)
            #expect(try await run(world, []) == 0)
            try world.database.sql(
                "update activities.activity set algorithm_version = 1, distance_meters = 1")
            #expect(try await run(world, ["--from", "2026-05-03"]) == 0)
            #expect(try await run(world, ["--version", "1"]) == 0)
            #expect(
                try world.database.sql("select count(*) from jobs.job where kind like '%recompute%'") == "0")
            #expect(try world.database.sql("select distance_meters from activities.activity") == "1")
        }
    }

    @Test func `the work goes on where it was left, and past files that are gone`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let ids = try await runs(of: ada, 3)
            try world.database.sql(Self.aging)
            try world.database.sql(
                "update activities.upload set file_digest = sha256('gone') where activity_id = \(ids[1])")
            let newest = Recomputation.newestVersion
            try world.database.sql(
                """
                insert into jobs.job (kind, key, priority) values ('activities.recompute_all',
                    '{"from": 0, "version": \(newest), "after": \(ids[0]), "doneCount": 1,
                     "failedCount": 0}', 2)
                """)
            try await settled(world)
            let versions = try world.database.sql(
                "select algorithm_version from activities.activity order by id")
            #expect(versions.split(separator: "\n") == ["1", "1", "\(newest)"])
        }
    }

    @Test func `work that dies within a chunk, and is asked for twice, ends right and doubles nothing`()
        async throws
    {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            for number in 0..<5 {
                let file = SampleGPX.ride(seconds: 240, startSecond: number * 1000, type: "running")
                _ = try await ada.client.upload("/api/v3/uploads", file: file, fields: ["data_type": "gpx"])
            }
            try await world.workOff("activities.process_upload")
            let before = try world.database.sql(Self.everything)
            try world.database.sql(Self.aging)
            try world.database.sql("delete from jobs.event; delete from jobs.job")
            #expect(try world.database.sql(Self.everything) != before)
            for _ in 0..<2 { #expect(try await run(world, []) == 0) }
            let deaths = Deaths<RecomputationJobs.Point>([.replaced, .continued, .replaced])
            try await world.workOff("activities.recompute_all") { activities in
                activities.recomputations.chunkSize = 2
                activities.recomputations.interruption = { try deaths.pass($0) }
            }
            #expect(deaths.areOver)
            #expect(try world.database.sql(Self.everything) == before)
            // Each was replaced once, however often its chunk was begun, and each told of it once.
            #expect(
                try world.database.sql("select count(*), max(revision) from activities.activity") == "5|2")
            #expect(
                try world.database.sql("select count(*), count(distinct key) from jobs.event") == "5|5")
        }
    }

    /// All that is computed of all activities; best efforts that had gone may have other ids.
    private static let everything = """
        select md5(string_agg(part, ' ')) from (
            select format('%s %s %s %s', id, distance_meters, figure_sources, algorithm_version)
                from activities.activity
            union all select format('%s %s', activity_id, md5(blob)) from activities.stream
            union all select lap::text from activities.lap
            union all select (to_jsonb(best_effort) - 'id')::text from activities.best_effort
            union all select splits::text from activities.splits order by 1) as parts (part)
        """

    @Test func `another sport is computed anew`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRun()
            let path = "/api/v3/activities/\(id)"
            _ = try await ada.client.send("PUT", path, json: ["sport_type": "Ride"])
            try await settled(world)
            #expect(try await ada.client.get(path).json()["best_efforts"].array.isEmpty)
            _ = try await ada.client.send("PUT", path, json: ["sport_type": "TrailRun"])
            try await settled(world)
            let again = try await ada.client.get(path).json()
            #expect(again["best_efforts"].array.count == 4)
            #expect(again["sport_type"].string == "TrailRun")
        }
    }

    @Test(arguments: [
        ["--from"], ["--from", "yesterday"], ["--version", "0"], ["--version", "99"], ["now"],
    ])
    func `wrong words are refused`(arguments: [String]) {
        #expect(throws: UsageError.self) { try RecomputeCommand(arguments: arguments) }
    }
}
