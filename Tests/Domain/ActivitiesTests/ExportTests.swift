import ActivityFiles
import Compression
import Foundation
import Streams
import TestWorld
import Testing

@testable import Activities

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct ExportTests {
    private static let formats = ["gpx", "tcx", "fit"]

    @Test func `the owner gets the original back, byte by byte, under the activity's name`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRide(fields: ["data_type": "gpx", "name": "Über den Paß"])
            let path = "/api/v3/activities/\(id)/export_original"
            let original = try await ada.client.get(path)
            #expect(original.status == 200)
            #expect(original.body == SampleGPX.ride())
            #expect(original.header("Content-Type") == "application/gpx+xml")
            #expect(
                original.header("Content-Disposition")
                    == "attachment; filename=\"_ber_den_Pa_.gpx\"; "
                    + "filename*=UTF-8''%C3%9Cber_den_Pa%C3%9F.gpx")
            let tag = try #require(original.header("ETag"))
            #expect(try await ada.client.get(path, headers: ["If-None-Match": tag]).status == 304)
        }
    }

    @Test func `an original of many pieces, compressed and under a wrong name, is told for what it is`()
        async throws
    {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            // Comments of noise make it long, and hard to compress.
            var noise = SystemRandomNumberGenerator()
            let comment = (0..<40_000).map { _ in String(noise.next(), radix: 36) }.joined()
            let file = SampleGPX.ride() + Array("<!-- \(comment) -->".utf8)
            let compressed = try Gzip.deflate(file, level: 6)
            try #require(compressed.count > ExportService.pieceByteCount)
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: compressed, fields: ["data_type": "fit.gz", "name": "Long"])
            let id = try #require(try await ada.finished(sent)["activity_id"].integer)
            let original = try await ada.client.get("/api/v3/activities/\(id)/export_original")
            #expect(original.body == compressed)
            #expect(original.header("Content-Type") == "application/gzip")
            #expect(original.header("Content-Disposition")?.contains("\"Long.gpx.gz\"") == true)
        }
    }

    @Test func `the original is for the owner, the rest for who may see the activity`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadRide()
            let path = "/api/v3/activities/\(id)"
            #expect(try await bob.client.get("\(path)/export_original").status == 403)
            for format in Self.formats {
                #expect(try await bob.client.get("\(path)/export_\(format)").status == 200)
                #expect(try await world.client.get("\(path)/export_\(format)").status == 401)
            }
            _ = try await ada.client.send("PUT", path, json: ["visibility": "followers_only"])
            for format in Self.formats + ["original"] {
                #expect(try await bob.client.get("\(path)/export_\(format)").status == 404)
                #expect(try await ada.client.get("\(path)/export_\(format)").status == 200)
            }
        }
    }

    @Test func `an exported file is uploaded again as a duplicate of itself`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRide(fields: ["data_type": "gpx", "name": "A <b> & c"])
            _ = try await ada.client.send(
                "PUT", "/api/v3/activities/\(id)", json: ["description": "Wind\nund Wetter"])
            let exported = try await ada.client.get("/api/v3/activities/\(id)/export_gpx")
            #expect(exported.header("Content-Type") == "application/gpx+xml")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: exported.body, fields: ["data_type": "gpx"])
            let upload = try await ada.finished(sent)
            #expect(upload["error"].string?.hasSuffix("duplicate of activity \(id)") == true, "\(upload)")
            let read = try #require(ActivityFile.decode(exported.body).first)
            let uploaded = try #require(ActivityFile.decode(SampleGPX.ride()).first)
            #expect(read.name == "A <b> & c")
            #expect(read.notes == "Wind\nund Wetter")
            #expect(read.startMilliseconds == uploaded.startMilliseconds)
            #expect(read.streams == uploaded.streams)
        }
    }

    @Test func `laps are those of the device`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let point = { (second: Int) in
                "<Trackpoint><Time>2026-05-03T06:0\(second / 60):\(second % 60 + 10)Z</Time>"
                    + "<HeartRateBpm><Value>\(100 + second)</Value></HeartRateBpm></Trackpoint>"
            }
            let lap = { (start: Int) in
                "<Lap StartTime=\"2026-05-03T06:0\(start / 60):10Z\"><TotalTimeSeconds>60</TotalTimeSeconds>"
                    + "<Track>\((0..<40).map { point(start + $0) }.joined())</Track></Lap>"
            }
            let file =
                "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\">\(lap(0))\(lap(60))"
                + "</Activity></Activities></TrainingCenterDatabase>"
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: Array(file.utf8), fields: ["data_type": "tcx"])
            let id = try #require(try await ada.finished(sent)["activity_id"].integer)
            let exported = try await ada.client.get("/api/v3/activities/\(id)/export_tcx")
            let read = try #require(ActivityFile.decode(exported.body).first)
            let uploaded = try #require(ActivityFile.decode(Array(file.utf8)).first)
            try #require(uploaded.laps.count == 2)
            #expect(read.laps.map(\.startMilliseconds) == uploaded.laps.map(\.startMilliseconds))
            #expect(read.laps.map(\.totals.maximumHeartrate) == [139, 199])
            #expect(read.streams[.heartrate] == uploaded.streams[.heartrate])
        }
    }

    @Test func `others don't get the description`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadRide()
            _ = try await ada.client.send(
                "PUT", "/api/v3/activities/\(id)", json: ["description": "Between us"])
            for format in ["gpx", "tcx"] {
                let path = "/api/v3/activities/\(id)/export_\(format)"
                #expect(try await ada.client.get(path).text.contains("Between us"))
                #expect(try await bob.client.get(path).text.contains("Between us") == false)
            }
        }
    }

    @Test func `a file isn't sent again to who has it, until it changes`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRide()
            for format in Self.formats {
                let path = "/api/v3/activities/\(id)/export_\(format)"
                let tag = try #require(try await ada.client.get(path).header("ETag"))
                #expect(try await ada.client.get(path, headers: ["If-None-Match": tag]).status == 304)
                _ = try await ada.client.send(
                    "PUT", "/api/v3/activities/\(id)", json: ["name": "Renamed for \(format)"])
                let changed = try await ada.client.get(path, headers: ["If-None-Match": tag])
                #expect(changed.status == 200)
                #expect(
                    changed.header("Content-Disposition")?.contains("\"Renamed_for_\(format).\(format)\"")
                        == true)
            }
        }
    }

    @Test func `what was entered by hand has no files, and says so`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let entered = try await ada.client.send(
                "POST", "/api/v3/activities",
                json: [
                    "name": "Yoga", "sport_type": "Yoga", "start_date_local": "2026-05-01T07:30:00",
                    "elapsed_time": "3600",
                ])
            let id = try #require(try entered.json()["id"].integer)
            for format in Self.formats + ["original"] {
                let answer = try await ada.client.get("/api/v3/activities/\(id)/export_\(format)")
                #expect(answer.status == 404)
                #expect(try answer.json()["message"].string?.contains("entered by hand") == true)
                #expect(try answer.json()["errors"][0]["code"].string == "missing")
            }
        }
    }

    @Test func `FIT can't say dates before 1990, and we do`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let ride = String(decoding: SampleGPX.ride(), as: UTF8.self)
            let old = ride.replacing("2026-05-02", with: "1985-05-02")
            let sent = try await ada.client.upload(
                "/api/v3/uploads", file: Array(old.utf8), fields: ["data_type": "gpx"])
            let id = try #require(try await ada.finished(sent)["activity_id"].integer)
            let answer = try await ada.client.get("/api/v3/activities/\(id)/export_fit")
            #expect(answer.status == 422)
            #expect(try answer.json()["errors"][0]["field"].string == "start_date")
            #expect(try await ada.client.get("/api/v3/activities/\(id)/export_tcx").status == 200)
        }
    }
}

@Suite struct `Export values` {
    @Test(arguments: [
        ("Morning Ride", "Morning_Ride"), ("../../etc/passwd", "etc_passwd"), ("", "activity"),
        ("🚴", "activity"), ("a\"b\r\nc;d", "a_b_c_d"), (".hidden", "hidden"),
        (String(repeating: "x", count: 255), String(repeating: "x", count: 80)),
    ])
    func `a file's name is safe to save`(name: String, stem: String) {
        let header = ExportFileName(name, fileExtension: "gpx").contentDisposition
        #expect(header == "attachment; filename=\"\(stem).gpx\"; filename*=UTF-8''\(stem).gpx")
    }

    @Test(arguments: [
        (Array("<?xml version=\"1.0\"?><gpx/>".utf8), "gpx", "application/gpx+xml"),
        (Array("<TrainingCenterDatabase>".utf8), "tcx", "application/vnd.garmin.tcx+xml"),
        ([14, 0x20, 0, 0, 0, 0, 0, 0] + Array(".FIT".utf8), "fit", "application/vnd.ant.fit"),
        ([0x1f, 0x8b, 0xff], "tcx.gz", "application/gzip"),
        (Array("nonsense".utf8), "tcx", "application/vnd.garmin.tcx+xml"),
    ])
    func `an original is told by its content, else by what was said`(
        prefix: [UInt8], fileExtension: String, mediaType: String
    ) {
        let kind = OriginalKind(prefix: prefix, declared: .tcxGzip)
        #expect(kind.fileExtension == fileExtension)
        #expect(kind.mediaType == mediaType)
    }
}
