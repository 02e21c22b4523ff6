import TestWorld
import Testing

@testable import Activities

/// The archives that other services' exports give.
@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct ImportExportTests {
    @Test func `Strava's names, sports, commutes and gear are kept`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let own = try await ada.client.send(
                "POST", "/api/v3/athlete/gear", json: ["type": "bike", "name": "Canyon"]
            ).json()["id"].string
            let id = try await ada.takeArchive(SampleArchive.strava())
            let done = try await ada.import(id, when: "finished")
            #expect(done["export"].string == "strava")
            let activities = try await ada.activities()
            let names = activities.map { $0["name"].string }
            #expect(names == ["Stretching", "Intervals", "Home", "To work, early"])
            #expect(activities.map { $0["sport_type"].string } == ["Yoga", "Run", "Ride", "GravelRide"])
            #expect(activities.map { $0["commute"].bool } == [false, false, false, true])
            #expect(activities[2]["gear_id"].string == own)
            #expect(activities[3]["gear_id"].string == own)
            let shoes = try await ada.client.get("/api/v3/athlete/gear").json().array.first {
                $0["name"].string == "Speedcross"
            }
            #expect(shoes?["id"].string?.hasPrefix("g") == true)
            #expect(activities[1]["gear_id"].string == shoes?["id"].string)
            let detail = try await ada.client.get("/api/v3/activities/\(activities[3]["id"].integer ?? 0)")
            #expect(try detail.json()["description"].string == "Cold")
            let verdicts = try await ada.verdicts(id)
            #expect(verdicts["activities.csv"] == "ignored notes")
            #expect(verdicts["profile.csv"] == "ignored other_file")
            #expect(verdicts["activities/5.fit.gz"] == "refused missing_file")
            #expect(verdicts["Stretching"] == "imported")
        }
    }

    @Test func `what was entered by hand is entered once`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let table = """
                Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Distance
                1,"May 2, 2026, 6:05:00 PM",Yoga at home,Yoga,1800,0,,0
                2,"May 2, 2026, 6:05:00 PM",The same,Yoga,1800,0,,0
                3,"May 3, 2026, 6:00:00 AM",Treadmill,Run,1800,5,,5000
                4,03.05.2026,Nobody knows when,Run,1800,5,,5000
                """
            let zip = SampleZip([SampleZip.Entry("activities.csv", text: table)])
            let id = try await ada.takeArchive(zip, dryRun: true)
            let seen = try await ada.import(id, when: "inspected")
            #expect(seen["counts"]["new"].integer == 2)
            #expect(seen["counts"]["duplicate"].integer == 1)
            #expect(try await ada.verdicts(id)["Nobody knows when"] == "ignored no_file")
            #expect(try await ada.client.send("POST", "/api/v3/imports/\(id)/run").status == 202)
            #expect(try await ada.import(id, when: "finished")["counts"]["activities"].integer == 2)
            let activities = try await ada.activities()
            #expect(activities.map { $0["name"].string } == ["Treadmill", "Yoga at home"])
            #expect(activities.map { $0["distance"].double } == [5000, 0])
            #expect(activities[1]["start_date"].string?.hasPrefix("2026-05-02T18:05:00") == true)
            let again = try await ada.takeArchive(zip)
            #expect(try await ada.import(again, when: "finished")["counts"]["duplicate"].integer == 3)
            try await ada.undo(again)
            #expect(try await ada.activities().count == 2)
            try await ada.undo(id)
            #expect(try world.traces().isEmpty)
        }
    }

    @Test func `names of emoji are cut as the database counts`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            // One character, and seven of them to PostgreSQL.
            let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}"
            let long = String(repeating: family, count: 300)
            let table = """
                Activity ID,Activity Date,Activity Name,Activity Type,Activity Gear,\
                Elapsed Time,Distance,Filename
                1,"May 2, 2026, 6:00:00 AM",\(long),Ride,\(long),119,1.1,activities/1.gpx
                2,"May 3, 2026, 6:00:00 AM",\(long),Yoga,\(long),1800,0,
                """
            let zip = SampleZip([
                SampleZip.Entry("activities.csv", text: table),
                SampleZip.Entry("activities/1.gpx", SampleArchive.ride(hour: 6)),
            ])
            let id = try await ada.takeArchive(zip)
            let done = try await ada.import(id, when: "finished")
            #expect(done["counts"]["imported"].integer == 2)
            let names = try await ada.activities().map { $0["name"].string?.unicodeScalars.count }
            #expect(names == [255, 255])
            let gear = try await ada.client.get("/api/v3/athlete/gear").json().array
            #expect(gear.allSatisfy { $0["name"].string?.unicodeScalars.count == 100 } && !gear.isEmpty)
        }
    }

    @Test func `Garmin's files are found in the archives inside, their names by when they began`()
        async throws
    {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let recorded = try await ada.uploadRide()
            let fit = try await ada.client.get("/api/v3/activities/\(recorded)/export_fit")
            #expect(fit.status == 200)
            let bob = try await world.register("Bob")
            let zip = try SampleArchive.garmin(
                [fit.body], starts: [1_777_701_600_000, 1_777_701_660_000],
                names: ["Brno Cycling", "Another"])
            let id = try await bob.takeArchive(zip)
            let done = try await bob.import(id, when: "finished")
            #expect(done["export"].string == "garmin")
            let verdicts = try await bob.verdicts(id)
            let inner = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip"
            #expect(verdicts["\(inner)/ada@example.com_0.fit"] == "imported", "\(verdicts)")
            #expect(verdicts["\(inner)/ada@example.com_9.txt"] == "ignored other_file")
            #expect(verdicts["\(inner)/more.zip"] == "refused nested_too_deeply")
            #expect(verdicts[inner] == "ignored archive")
            let broken = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_1.zip"
            #expect(verdicts[broken] == "refused not_zip")
            #expect(try await bob.activities().map { $0["name"].string } == ["Brno Cycling"])
        }
    }

    @Test func `FitTrackee's titles, sports and shoes are kept`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.fittrackee())
            #expect(try await ada.import(id, when: "finished")["export"].string == "fittrackee")
            let activity = try #require(try await ada.activities().first)
            #expect(activity["name"].string == "Round the hill")
            #expect(activity["sport_type"].string == "TrailRun")
            #expect(activity["gear_id"].string?.hasPrefix("g") == true)
            #expect(try await ada.verdicts(id)["By hand"] == "ignored no_file")
        }
    }
}
