import Jobs
import TestWorld
import Testing

@testable import Activities

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct UploadInterruptionTests {
    /// Works off the queue with jobs that die at these points, one after the other, until nothing is waiting.
    private static func work(on world: TestWorld, dyingAt points: [UploadJobs.Point]) async throws {
        let deaths = Deaths(points)
        try await world.workOff("activities.process_upload") { activities in
            activities.uploadJobs.interruption = { try deaths.pass($0) }
        }
        #expect(deaths.areOver)
    }

    private static func counts(_ world: TestWorld) throws -> [String] {
        try ["activities.activity", "activities.stream", "jobs.event where kind = 'activity.published'"].map {
            try world.database.sql("select count(*) from \($0)")
        }
    }

    @Test(arguments: UploadJobs.Point.allCases)
    func `a job that dies at any point leaves exactly one activity in the end`(point: UploadJobs.Point)
        async throws
    {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(), fields: ["data_type": "gpx"])
            #expect(sent.status == 201)
            #expect(try Self.counts(world) == ["0", "0", "0"])
            try await Self.work(on: world, dyingAt: [point])
            #expect(try await ada.finished(sent)["status"].string == "Your activity is ready.")
            #expect(try Self.counts(world) == ["1", "1", "1"])
        }
    }

    @Test func `a job that is run again after its end does nothing`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(), fields: ["data_type": "gpx"])
            try await Self.work(on: world, dyingAt: [])
            try world.database.sql(
                """
                insert into jobs.job (kind, key) select 'activities.process_upload',
                    jsonb_build_object('athlete', athlete_id, 'upload', id) from activities.upload
                """)
            try await Self.work(on: world, dyingAt: [])
            #expect(try await ada.finished(sent)["status"].string == "Your activity is ready.")
            #expect(try Self.counts(world) == ["1", "1", "1"])
        }
    }

    @Test func `after too many attempts the athlete is told`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(), fields: ["data_type": "gpx"])
            try world.database.sql("update jobs.job set attempt = \(UploadJobs.maximumAttempts)")
            try await Self.work(on: world, dyingAt: [])
            let ended = try await ada.finished(sent)
            #expect(ended["status"].string == "There was an error processing your activity.")
            #expect(try Self.counts(world) == ["0", "0", "0"])
        }
    }
}
