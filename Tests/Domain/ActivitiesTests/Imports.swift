import Compression
import Foundation
import TestWorld
import Testing

@testable import Activities

/// What tests of imports do over and over.
extension TestAthlete {
    /// Sends an archive; returns what was answered.
    func sendArchive(
        _ zip: SampleZip, dryRun: Bool = false, headers: [String: String] = [:]
    ) async throws -> TestResponse {
        try await client.upload(
            "/api/v3/imports", file: zip.bytes(), filename: "export.zip",
            fields: ["dry_run": dryRun ? "true" : "false"], headers: headers)
    }

    /// Sends an archive that has to be taken; the import's id.
    func takeArchive(_ zip: SampleZip, dryRun: Bool = false) async throws -> Int64 {
        let sent = try await sendArchive(zip, dryRun: dryRun)
        guard sent.status == 201, let id = try sent.json()["id"].integer else {
            throw UnexpectedAnswer(answer: sent)
        }
        return id
    }

    /// The import when it has come to that state.
    func `import`(_ id: Int64, when state: String) async throws -> JSONValue {
        try await eventually(within: .seconds(60)) {
            let answer = try await client.get("/api/v3/imports/\(id)").json()
            return answer["state"].string == state ? answer : nil
        }
    }

    /// The verdicts on an import's files, by path: `refused no_times`.
    func verdicts(_ id: Int64, _ query: String = "") async throws -> [String: String] {
        let answer = try await client.get("/api/v3/imports/\(id)/entries?per_page=200\(query)").json()
        var verdicts: [String: String] = [:]
        for entry in answer.array {
            let words = [entry["verdict"].string, entry["code"].string].compactMap(\.self)
            verdicts[entry["path"].string ?? ""] = words.joined(separator: " ")
        }
        return verdicts
    }

    /// The athlete's activities, the latest first.
    func activities() async throws -> [JSONValue] {
        try await client.get("/api/v3/athlete/activities?per_page=200").json().array
    }

    /// Undoes an import, and waits until it is gone.
    func undo(_ id: Int64) async throws {
        let answer = try await client.send("DELETE", "/api/v3/imports/\(id)")
        guard answer.status == 202 else { throw UnexpectedAnswer(answer: answer) }
        _ = try await eventually(within: .seconds(60)) {
            try await client.get("/api/v3/imports/\(id)").status == 404 ? true : nil
        }
    }
}

/// Archives made for these tests.
enum SampleArchive {
    /// A ride of two minutes that begins at that hour of the day, from six to twenty-three.
    static func ride(hour: Int, name: String? = nil) -> [UInt8] {
        SampleGPX.ride(startSecond: (hour - 6) * 3600, name: name)
    }

    /// Rides, and what isn't one.
    static func mixed() throws -> SampleZip {
        SampleZip([
            SampleZip.Entry("rides/1.gpx", ride(hour: 6, name: "Dawn")),
            SampleZip.Entry("rides/2.gpx.gz", try Gzip.deflate(ride(hour: 8))),
            SampleZip.Entry("rides/2-again.gpx", ride(hour: 8)),
            SampleZip.Entry("rides/no-times.gpx", SampleGPX.withoutTimes),
            SampleZip.Entry("rides/broken.fit", text: "no FIT at all"),
            SampleZip.Entry("photo.jpg", text: "a picture"),
            SampleZip.Entry("rides/3.gpx", ride(hour: 10)),
        ])
    }

    /// An account's export as Strava gives it.
    static func strava() throws -> SampleZip {
        let table = """
            Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
            Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename
            1,"May 2, 2026","To work, early",Gravel Ride,Cold,119,1.1,,,true,,Canyon,activities/1.gpx
            2,"May 2, 2026, 8:00 AM",Home,Ride,,119,1.1,,,false,,canyon,activities/2.gpx.gz
            3,"May 2, 2026",Intervals,Run,,119,1.1,,,false,,Speedcross,activities/3.gpx
            4,"May 2, 2026, 12:00:00 PM",Stretching,Yoga,,1190,,,,false,,,
            5,"May 2, 2026, 12:00:00 PM",Lost,Run,,1190,,,,false,,,activities/5.fit.gz
            """
        return SampleZip([
            SampleZip.Entry("activities.csv", text: table),
            SampleZip.Entry("profile.csv", text: "a,b"),
            SampleZip.Entry("activities/1.gpx", ride(hour: 6)),
            SampleZip.Entry("activities/2.gpx.gz", try Gzip.deflate(ride(hour: 8))),
            SampleZip.Entry("activities/3.gpx", ride(hour: 10)),
        ])
    }

    /// An account's export as Garmin gives it, with recordings as files of FIT in an archive inside.
    static func garmin(_ files: [[UInt8]], starts: [Int64], names: [String]) throws -> SampleZip {
        var inner = SampleZip(
            files.enumerated().map { SampleZip.Entry("ada@example.com_\($0.offset).fit", $0.element) })
        inner.entries.append(SampleZip.Entry("ada@example.com_9.txt", text: "nothing"))
        var deeper = SampleZip.Entry("more.zip", try SampleZip([]).bytes())
        deeper.isStored = true
        inner.entries.append(deeper)
        let summaries = zip(starts, names).map {
            #"{"name": "\#($0.1)", "beginTimestamp": \#($0.0), "description": "told"}"#
        }
        let list = #"[{"summarizedActivitiesExport": [\#(summaries.joined(separator: ","))]}]"#
        return SampleZip([
            SampleZip.Entry("DI_CONNECT/DI-Connect-Fitness/ada_0_summarizedActivities.json", text: list),
            SampleZip.Entry(
                "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip", try inner.bytes()),
            SampleZip.Entry("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_1.zip", text: "broken"),
        ])
    }

    /// An account's export as FitTrackee gives it.
    static func fittrackee() -> SampleZip {
        let workouts = """
            [{"title": "Round the hill", "notes": "Mud", "sport_label": "Trail", "gpx": "abc.gpx",
              "equipments": [{"label": "Speedcross", "equipment_type": {"label": "Shoe"}}]},
             {"title": "By hand", "sport_label": "Walking", "gpx": null}]
            """
        return SampleZip([
            SampleZip.Entry("user_data.json", text: "{}"),
            SampleZip.Entry("user_workouts_data.json", text: workouts),
            SampleZip.Entry("gpx/abc.gpx", ride(hour: 6)),
        ])
    }
}
