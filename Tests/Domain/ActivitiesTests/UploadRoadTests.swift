import Compression
import Foundation
import TestWorld
import Testing

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct UploadRoadTests {
    @Test func `a file becomes an activity, and the upload says each step`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(),
                fields: ["data_type": "gpx", "name": "Over the hill", "external_id": "ride-1"])
            #expect(sent.status == 201, "\(sent.text)")
            let first = try sent.json()
            #expect(first["status"].string == "Your activity is still being processed.")
            #expect(first["external_id"].string == "ride-1")
            let ready = try await ada.finished(sent)
            #expect(ready["status"].string == "Your activity is ready.")
            #expect(ready["error"].isNull)
            let id = try #require(ready["activity_id"].integer)
            let activity = try await ada.client.get("/api/v3/activities/\(id)").json()
            #expect(activity["name"].string == "Over the hill")
            #expect(activity["upload_id"].integer == first["id"].integer)
            #expect(abs((activity["distance"].double ?? 0) - 1190) < 2)
            #expect(activity["average_heartrate"].double ?? 0 > 120)
        }
    }

    @Test func `stravalib's way of saying things is understood`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let packed = try Gzip.deflate(SampleGPX.ride(type: nil), level: 6)
            let sent = try await ada.client.upload(
                "/api/v3/uploads?data_type=gpx.gz&trainer=True&activity_type=run", file: packed,
                filename: "file")
            let ready = try await ada.finished(sent)
            let id = try #require(ready["activity_id"].integer)
            let activity = try await ada.client.get("/api/v3/activities/\(id)?include_all_efforts=False")
                .json()
            #expect(activity["type"].string == "Run")
            #expect(activity["trainer"].bool == true)
        }
    }

    @Test func `the body itself can be the file`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.client.send(
                "POST", "/api/v3/uploads?data_type=fit", body: SampleGPX.ride(),
                headers: ["Content-Type": "application/gpx+xml"])
            #expect(try await ada.finished(sent)["status"].string == "Your activity is ready.")
        }
    }

    @Test func `the same recording again is a duplicate, even under another name`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let first = try await ada.uploadRide()
            let packed = try Gzip.deflate(SampleGPX.ride(), level: 1)
            let again = try await ada.client.upload(
                "/api/v3/uploads", file: packed, fields: ["data_type": "gpx.gz", "external_id": "again.gpx"])
            let ended = try await ada.finished(again)
            #expect(ended["status"].string == "There was an error processing your activity.")
            #expect(ended["error"].string == "again.gpx duplicate of activity \(first)")
            #expect(ended["activity_id"].isNull)
        }
    }

    @Test func `a retry whose first answer got lost finds the upload of the first attempt`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let address = "/api/v3/uploads?data_type=gpx"
            let headers = ["Content-Type": "application/gpx+xml", "Idempotency-Key": "ride 1"]
            let first = try await ada.client.send("POST", address, body: SampleGPX.ride(), headers: headers)
            // As if the server had been killed before it could keep the answer.
            _ = try world.database.sql("delete from admission.idempotency_key")
            let again = try await ada.client.send("POST", address, body: SampleGPX.ride(), headers: headers)
            #expect(again.status == 201)
            #expect(try again.json()["id"].integer == first.json()["id"].integer)
            #expect(try await ada.finished(again)["error"].isNull)
            _ = try world.database.sql("delete from admission.idempotency_key")
            let other = SampleGPX.ride(type: nil) + Array("\n".utf8)
            let another = try await ada.client.send("POST", address, body: other, headers: headers)
            #expect(try another.json()["id"].integer != first.json()["id"].integer)
        }
    }

    @Test func `two devices on one ride make one activity, two athletes two`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            _ = try await ada.uploadRide()
            let second = try await ada.finished(
                try await ada.client.upload(
                    "/api/v3/uploads", file: SampleGPX.ride(seconds: 118, startSecond: 1),
                    fields: ["data_type": "gpx"]))
            #expect(second["error"].string?.contains("duplicate of activity") == true)
            _ = try await bob.uploadRide()
        }
    }

    @Test func `uploading the same file many times at once makes one activity`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let ends = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let sent = try await ada.client.upload(
                            "/api/v3/uploads", file: SampleGPX.ride(), fields: ["data_type": "gpx"])
                        return try await ada.finished(sent)["status"].string
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ends.filter { $0 == "Your activity is ready." }.count == 1)
            #expect(try world.database.sql("select count(*) from activities.activity") == "1")
        }
    }

    @Test func `a deleted activity leaves word, and its file can come again`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(), fields: ["data_type": "gpx"])
            let id = try #require(try await ada.finished(sent)["activity_id"].integer)
            #expect(try await ada.client.send("DELETE", "/api/v3/activities/\(id)").status == 204)
            #expect(try await ada.client.get("/api/v3/activities/\(id)").status == 404)
            let word = try await ada.finished(sent)
            #expect(word["status"].string == "The created activity has been deleted.")
            #expect(word["activity_id"].isNull)
            #expect(try world.database.sql("select count(*) from activities.stream") == "0")
            _ = try await ada.uploadRide()
        }
    }

    @Test func `a file that can't be an activity is refused, and nothing is stored`() async throws {
        let files: [(bytes: [UInt8], code: String)] = [
            ([], "empty"), (Array("not a recording".utf8), "unrecognised"), (SampleGPX.doctype, "doctype"),
            (SampleGPX.withoutPoints, "no_points"), (SampleGPX.withoutTimes, "no_times"),
        ]
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            for file in files {
                let sent = try await ada.client.upload(
                    "/api/v3/uploads", file: file.bytes, fields: ["data_type": "gpx"])
                #expect(sent.status == 400, "\(sent.text)")
                let fault = try sent.json()["errors"][0]
                #expect(fault["resource"].string == "Upload")
                #expect(fault["field"].string == "data")
                #expect(fault["code"].string == file.code)
            }
            #expect(try world.database.sql("select count(*) from activities.upload") == "0")
        }
    }

    @Test func `a request that isn't an upload is told so`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let path = "/api/v3/uploads"
            let form = try await ada.client.send("POST", path, form: ["data_type": "gpx"])
            #expect(form.status == 415)
            let noType = try await ada.client.upload(path, file: SampleGPX.ride())
            #expect(noType.status == 400)
            #expect(try noType.json()["errors"][0]["field"].string == "data_type")
            let wrongType = try await ada.client.upload(
                path, file: SampleGPX.ride(), fields: ["data_type": "kml"])
            #expect(try wrongType.json()["errors"][0]["code"].string == "invalid")
            #expect(try await world.client.upload(path, file: SampleGPX.ride()).status == 401)
        }
    }

    @Test func `a file in a damaged archive fails for good, with the reason`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            // Too large to be opened before it is stored.
            var noise = SystemRandomNumberGenerator()
            var packed = try Gzip.deflate((0..<1_400_000).map { _ in noise.next() as UInt8 }, level: 1)
            packed.removeLast(1000)
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: packed, fields: ["data_type": "gpx.gz"])
            #expect(sent.status == 201)
            let ended = try await ada.finished(sent)
            #expect(ended["error"].string == "Improperly formatted data.")
            #expect(ended["error_detail"].string?.isEmpty == false)
        }
    }

    @Test func `a file over the limit is refused, and leaves nothing`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: [UInt8](repeating: 60, count: (64 << 20) + 1),
                fields: ["data_type": "gpx"])
            #expect(sent.status == 413)
            #expect(try world.database.sql("select count(*) from activities.upload") == "0")
            let spooled = try FileManager.default.subpathsOfDirectory(atPath: world.directory + "/blobs")
            #expect(spooled == ["tmp"])
        }
    }

    @Test func `nobody sees the uploads of others`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(), fields: ["data_type": "gpx"])
            let id = try #require(try sent.json()["id"].integer)
            #expect(try await bob.client.get("/api/v3/uploads/\(id)").status == 404)
            #expect(try await world.client.get("/api/v3/uploads/\(id)").status == 401)
            #expect(try await ada.client.get("/api/v3/uploads/18446744073709551616").status == 404)
        }
    }
}

extension TestAthlete {
    /// Polls an upload until its processing has ended.
    func finished(_ sent: TestResponse) async throws -> JSONValue {
        guard sent.status == 201, let id = try sent.json()["id"].integer else {
            throw UnexpectedAnswer(answer: sent)
        }
        return try await eventually {
            let upload = try await client.get("/api/v3/uploads/\(id)").json()
            return upload["status"].string == "Your activity is still being processed." ? nil : upload
        }
    }

    /// Uploads a ride, and returns the id of the activity that it becomes.
    func uploadRide(startSecond: Int = 0, fields: KeyValuePairs<String, String> = ["data_type": "gpx"])
        async throws
        -> Int64
    {
        let sent = try await client.upload(
            "/api/v3/uploads", file: SampleGPX.ride(startSecond: startSecond), fields: fields)
        let ended = try await finished(sent)
        guard let id = ended["activity_id"].integer else { throw UnexpectedAnswer(answer: sent) }
        return id
    }
}
