import ActivityFiles
import Foundation
import Streams
import TestWorld
import Testing

@testable import Activities
@testable import Server

/// Recordings that begin before their first sample.
@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct BeginTests {
    /// A ride whose device took its first sample 90 s after its start, a minute before noon.
    private static func ride() throws -> [UInt8] {
        var streams = StreamSet(time: (90..<390).map { Int32($0) })
        // In Iceland, where clocks show UTC.
        streams[.latitude] = (0..<300).map { 640_000_000 + $0 * 700 }
        streams[.longitude] = (0..<300).map { _ in -210_000_000 }
        streams[.heartrate] = (0..<300).map { 120 + $0 % 9 }
        // 2026-05-02 10:59:00 UTC
        var activity = ExportedActivity(
            sportType: "Ride", startMilliseconds: 1_777_719_540_000, streams: streams)
        activity.summarise(laps: [])
        return try #require(FITEncoder.encode(activity))
    }

    private static func upload(to athlete: TestAthlete) async throws -> Int64 {
        let sent = try await athlete.client.upload(
            "/api/v3/uploads", file: try ride(), fields: ["data_type": "fit"])
        return try #require(try await athlete.finished(sent)["activity_id"].integer)
    }

    @Test func `start where the device says, and their streams' times count from there`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let path = "/api/v3/activities/\(try await Self.upload(to: ada))"
            let ride = try await ada.client.get(path).json()
            #expect(ride["start_date"].string == "2026-05-02T10:59:00Z")
            #expect(ride["elapsed_time"].integer == 389)
            #expect(ride["moving_time"].integer == 299)
            #expect(ride["laps"][0]["start_date"].string == "2026-05-02T10:59:00Z")
            let time = try await ada.client.get("\(path)/streams?keys=time&key_by_type=true").json()["time"]
            #expect(time["data"][0].integer == 90)
            let exported = try await ada.client.get("\(path)/export_fit")
            let read = try #require(ActivityFile.decode(exported.body).first)
            #expect(read.beginMilliseconds == 1_777_719_540_000)
            #expect(read.startMilliseconds == 1_777_719_630_000)
        }
    }

    @Test func `are mended by computing them again, with the names that nobody has given`() async throws {
        try await TestWorld.run { world in
            let (ada, bob) = (try await world.register("Ada"), try await world.register("Bob"))
            let named = try await Self.upload(to: ada)
            let unnamed = try await Self.upload(to: bob)
            let address = "/api/v3/activities/\(unnamed)"
            let name = try await bob.client.get(address).json()["name"].string
            #expect(name == "Morning Ride")
            _ = try await ada.client.send(
                "PUT", "/api/v3/activities/\(named)", json: ["name": "Lunch with Bob"])
            // As an older version of the algorithms left them.
            try world.database.sql(
                """
                update activities.activity set algorithm_version = 1,
                    started_at = started_at + interval '2 hours';
                update activities.activity set name = 'Lunch Ride' where id = \(unnamed)
                """)
            let configuration = try ServerConfiguration(environment: world.environment)
            #expect(try await RecomputeCommand(arguments: []).run(configuration) == 0)
            _ = try await eventually {
                try world.database.sql("select 1 from jobs.job where kind like 'activities.recompute%'")
                    .isEmpty ? true : nil
            }
            let mended = try await bob.client.get(address).json()
            #expect(mended["name"].string == "Morning Ride")
            #expect(mended["start_date"].string == "2026-05-02T10:59:00Z")
            let kept = try await ada.client.get("/api/v3/activities/\(named)").json()
            #expect(kept["name"].string == "Lunch with Bob")
            #expect(kept["start_date"].string == "2026-05-02T10:59:00Z")
        }
    }
}
