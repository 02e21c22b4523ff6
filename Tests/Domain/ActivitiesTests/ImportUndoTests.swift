import TestWorld
import Testing

@testable import Activities

extension TestWorld {
    /// How many rows there are, in each table that an import writes to.
    func traces() throws -> [String: String] {
        let tables = [
            "import", "import_archive", "import_entry", "import_note", "import_gear", "upload", "activity",
            "stream", "lap", "splits", "best_effort", "gear",
        ]
        var counts: [String: String] = [:]
        for table in tables { counts[table] = try database.sql("select count(*) from activities.\(table)") }
        return counts.filter { $0.value != "0" }
    }
}

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct ImportUndoTests {
    /// Works off the jobs of imports with ones that die before these files, one after the other, until none
    /// is waiting.
    private static func work(on world: TestWorld, dyingBefore paths: [String] = []) async throws {
        let deaths = Deaths(paths)
        try await world.workOff("activities.%import%") { activities in
            activities.importJobs.interruption = { try deaths.pass($0.path) }
        }
        #expect(deaths.areOver)
    }

    @Test func `jobs that die in the middle go on, and each file is dealt with once`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.mixed())
            try await Self.work(on: world, dyingBefore: ["rides/1.gpx", "rides/3.gpx"])
            let done = try await ada.import(id, when: "finished")
            #expect(done["counts"]["imported"].integer == 3)
            #expect(done["counts"]["refused"].integer == 2)
            // As if the same jobs had been begun by another worker, too late.
            try world.database.sql(
                """
                insert into jobs.job (kind, key) select kind, key from (values
                    ('activities.import_files', jsonb_build_object(
                        'athlete', \(ada.id), 'id', \(id), 'first', 1, 'last', 7)),
                    ('activities.read_import', jsonb_build_object('athlete', \(ada.id), 'id', \(id)))
                ) as job (kind, key)
                """)
            try await Self.work(on: world)
            #expect(try await ada.import(id, when: "finished")["counts"]["files"].integer == 7)
            #expect(try await ada.activities().count == 3)
            let events = "select count(*) from jobs.event where kind = 'activity.published'"
            #expect(try world.database.sql(events) == "3")
        }
    }

    @Test func `a file on which every attempt dies is given up, and the rest goes on`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.mixed())
            // Reads the archive, and dies before the first file.
            try await Self.work(on: world, dyingBefore: ["rides/1.gpx"])
            try await ada.undo(id, on: world)
            let again = try await ada.takeArchive(SampleArchive.mixed(), dryRun: true)
            try await Self.work(on: world)
            #expect(try await ada.client.send("POST", "/api/v3/imports/\(again)/run").status == 202)
            try world.database.sql(
                "update jobs.job set attempt = \(UploadJobs.maximumAttempts) where kind like '%import_files'")
            try await Self.work(on: world)
            let done = try await ada.import(again, when: "finished")
            #expect(done["counts"]["imported"].integer == 2)
            #expect(try await ada.verdicts(again)["rides/1.gpx"] == "refused failed")
        }
    }

    @Test func `undone, nothing of an import is left`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let before = try world.traces()
            let id = try await ada.takeArchive(SampleArchive.strava())
            _ = try await ada.import(id, when: "finished")
            #expect(try await ada.activities().count == 4)
            try await ada.undo(id)
            #expect(try world.traces() == before)
            #expect(try await ada.activities().isEmpty)
            #expect(try await ada.client.get("/api/v3/athlete/gear").json().array.isEmpty)
            // And it can be imported again.
            let again = try await ada.takeArchive(SampleArchive.strava())
            #expect(try await ada.import(again, when: "finished")["counts"]["imported"].integer == 4)
        }
    }

    @Test func `gear that something else uses by now stays`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.strava())
            _ = try await ada.import(id, when: "finished")
            let bike = try await ada.activities().last?["gear_id"].string ?? ""
            let ride = try await ada.client.send(
                "POST", "/api/v3/activities",
                json: [
                    "name": "Mine", "sport_type": "Ride", "start_date_local": "2025-05-01T07:30:00Z",
                    "elapsed_time": 60, "gear_id": bike,
                ] as [String: Any])
            let mine = try #require(ride.json()["id"].integer)
            let edited = try await ada.client.send(
                "PUT", "/api/v3/activities/\(mine)", json: ["gear_id": bike])
            #expect(edited.status == 200, "\(edited.text)")
            try await ada.undo(id)
            #expect(try await ada.activities().map { $0["name"].string } == ["Mine"])
            let gear = try await ada.client.get("/api/v3/athlete/gear").json().array
            #expect(gear.map { $0["name"].string } == ["Canyon"])
        }
    }

    @Test func `an import that is undone while it runs leaves nothing either`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let rides = (0..<60).map { index in
                SampleZip.Entry("\(index).gpx", SampleGPX.ride(seconds: 20, startSecond: index * 300))
            }
            for _ in 0..<3 {
                let id = try await ada.takeArchive(SampleZip(rides))
                _ = try await eventually {
                    let counts = try await ada.client.get("/api/v3/imports/\(id)").json()["counts"]
                    return (counts["imported"].integer ?? 0) > 0 ? true : nil
                }
                try await ada.undo(id)
                #expect(try world.traces().isEmpty)
            }
        }
    }

    @Test func `an undoing that was given up can be begun again`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.mixed())
            try await Self.work(on: world)
            let delete = { try await ada.client.send("DELETE", "/api/v3/imports/\(id)").status }
            let jobs = "select count(*) from jobs.job where kind = 'activities.undo_import'"
            for _ in 0..<3 { #expect(try await delete() == 202) }
            #expect(try world.database.sql(jobs) == "1")
            // As if it had failed too often.
            try world.database.sql("delete from jobs.job where kind = 'activities.undo_import'")
            try world.database.sql("update activities.import set updated_at = now() - interval '1 day'")
            for _ in 0..<3 { #expect(try await delete() == 202) }
            #expect(try world.database.sql(jobs) == "1")
            try await Self.work(on: world)
            #expect(try await ada.client.get("/api/v3/imports/\(id)").status == 404)
            #expect(try world.traces().isEmpty)
        }
    }

    @Test func `a dry run can be dropped, and is after a week`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let first = try await ada.takeArchive(SampleArchive.mixed(), dryRun: true)
            let second = try await ada.takeArchive(SampleArchive.mixed(), dryRun: true)
            try await Self.work(on: world)
            try await ada.undo(first, on: world)
            try world.database.sql("update activities.import set updated_at = now() - interval '8 days'")
            try world.database.sql(
                "insert into jobs.job (kind, key) values ('activities.forget_dry_run_imports', '{}')")
            try await Self.work(on: world)
            #expect(try await ada.client.get("/api/v3/imports/\(second)").status == 404)
            #expect(try world.traces().isEmpty)
        }
    }
}

extension TestAthlete {
    /// Undoes an import in a world without workers.
    fileprivate func undo(_ id: Int64, on world: TestWorld) async throws {
        let answer = try await client.send("DELETE", "/api/v3/imports/\(id)")
        #expect(answer.status == 202)
        try await ImportUndoTests.finish(world)
        #expect(try await client.get("/api/v3/imports/\(id)").status == 404)
    }
}

extension ImportUndoTests {
    fileprivate static func finish(_ world: TestWorld) async throws {
        try await work(on: world)
    }
}
