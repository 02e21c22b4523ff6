import Foundation
import TestWorld
import Testing

@testable import Server

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct SeedCommandTests {
    private static let small = """
        {"names": {"walk": ["With the dog"]}, "athletes": [
            {"key": "ada", "firstname": "Ada", "lastname": "A", "city": "Y", "country": "Z", "sex": "F",
             "description": "", "start": [57.7, 12.0], "altitudeMeters": 20, "hilliness": 8, "fitness": 1,
             "hasPowerMeter": false, "habits": ["walk"], "activityCount": 2, "follows": ["bob"],
             "settings": {"max_heartrate": "187"}, "privacyZone": {"radius_meters": "300"},
             "privacy": {"hidden_start_meters": "200"}, "trimmedSampleCount": 30,
             "gear": [{"fields": {"type": "shoes", "name": "Blue", "default_sport_types": "Walk"},
                       "parts": [{"type": "insole"}]}]},
            {"key": "bob", "firstname": "Bob", "lastname": "B", "city": "Y", "country": "Z", "sex": "M",
             "description": "", "start": [38.7, -9.1], "altitudeMeters": 20, "hilliness": 8, "fitness": 1,
             "hasPowerMeter": false, "habits": ["walk"], "activityCount": 1, "follows": ["ada"]}],
            "comments": ["Strong!"]}
        """

    /// What two athletes have beside three outings, each of which is cheered by the other.
    private static let life = [
        "accounts.measure": "1", "activities.privacy_zone": "1", "activities.gear": "1",
        "activities.component": "1", "activities.recording_cut": "1", "reactions.kudos": "3",
        "reactions.comment": "2", "activities.activity where gear_id is not null": "2",
    ]

    @Test func `a second run of the seeding makes nothing, and everybody can log in`() async throws {
        try await TestWorld.run { world in
            let directory = world.directory + "/seeds"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try Self.small.write(toFile: directory + "/demo.json", atomically: true, encoding: .utf8)
            let configuration = try ServerConfiguration(environment: world.environment)
            for _ in 0..<2 {
                #expect(try await SeedCommand(arguments: [directory]).run(configuration) == 0)
                let count = try world.database.sql("select count(*) from activities.activity")
                #expect(count == "3")
                for (table, rows) in Self.life {
                    #expect(try world.database.sql("select count(*) from \(table)") == rows, "\(table)")
                }
            }
            let ada = try await world.logIn("ada@demo.example", DemoWorld.password)
            let list = try await ada.get("/api/v3/athlete/activities").json()
            #expect(list.array.count == 2)
            #expect(list[0]["name"].string == "With the dog")
        }
    }

    @Test func `a directory without a demo world is named`() async throws {
        let error = #expect(throws: DemoFileError.self) { try DemoFile(directory: "/nowhere") }
        #expect(error?.description.contains("/nowhere/demo.json") == true)
    }
}
