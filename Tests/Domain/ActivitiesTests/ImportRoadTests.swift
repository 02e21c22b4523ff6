import Foundation
import TestWorld
import Testing

@testable import Activities

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct ImportRoadTests {
    @Test func `each file becomes what it can, and bad ones don't stop the others`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.mixed())
            let done = try await ada.import(id, when: "finished")
            let counts = done["counts"]
            #expect(counts["files"].integer == 7)
            #expect(counts["imported"].integer == 3)
            #expect(counts["activities"].integer == 3)
            #expect(counts["duplicate"].integer == 1)
            #expect(counts["refused"].integer == 2)
            #expect(counts["ignored"].integer == 1)
            #expect(counts["waiting"].integer == 0)
            #expect(done["export"].string == "files")
            #expect(done["file_name"].string == "export.zip")
            let verdicts = try await ada.verdicts(id)
            #expect(verdicts["rides/1.gpx"] == "imported")
            #expect(verdicts["rides/no-times.gpx"] == "refused no_times")
            #expect(verdicts["rides/broken.fit"] == "refused unrecognised")
            #expect(verdicts["photo.jpg"] == "ignored other_file")
            let names = try await ada.activities().compactMap { $0["name"].string }
            #expect(names.count == 3 && names.contains("Dawn"), "\(names)")
        }
    }

    @Test func `a dry run has a verdict for each file, and nothing else of them`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let known = try await ada.uploadRide()
            let id = try await ada.takeArchive(SampleArchive.mixed(), dryRun: true)
            let seen = try await ada.import(id, when: "inspected")
            #expect(seen["counts"]["new"].integer == 2)
            #expect(seen["counts"]["duplicate"].integer == 2)
            let entries = try await ada.client.get("/api/v3/imports/\(id)/entries").json().array
            let first = try #require(entries.first)
            #expect(first["verdict"].string == "duplicate")
            #expect(first["duplicate_of"].integer == known)
            let twins = entries.filter { $0["path"].string?.hasPrefix("rides/2") == true }
            #expect(twins.map { $0["verdict"].string ?? "" }.sorted() == ["duplicate", "new"])
            #expect(twins.contains { !$0["duplicate_number"].isNull })
            let new = try #require(entries.last)
            #expect(new["verdict"].string == "new")
            #expect(new["sport_type"].string == "Ride")
            #expect(new["name"].string == "Lunch Ride")
            #expect(new["start_date"].string?.hasPrefix("2026-05-02T10:00:00") == true)
            #expect(try await ada.activities().count == 1)
            #expect(try world.database.sql("select count(*) from activities.upload") == "1")

            let run = try await ada.client.send("POST", "/api/v3/imports/\(id)/run")
            #expect(run.status == 202, "\(run.text)")
            let done = try await ada.import(id, when: "finished")
            #expect(done["counts"]["imported"].integer == 2)
            #expect(done["counts"]["new"].integer == 0)
            #expect(try await ada.activities().count == 3)
            let again = try await ada.client.send("POST", "/api/v3/imports/\(id)/run")
            #expect(again.status == 409)
        }
    }

    @Test func `files are shown in pages, and by their verdict`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.mixed(), dryRun: true)
            _ = try await ada.import(id, when: "inspected")
            let refused = try await ada.verdicts(id, "&verdict=refused")
            #expect(refused.count == 2 && refused.values.allSatisfy { $0.hasPrefix("refused") })
            #expect(try await ada.verdicts(id, "&verdict=refused,ignored").count == 3)
            var numbers: [Int64] = []
            var path: String? = "/api/v3/imports/\(id)/entries?per_page=2"
            while let next = path {
                let answer = try await ada.client.get(next)
                numbers += try answer.json().array.compactMap { $0["number"].integer }
                path = answer.header("Link")?.split(separator: ">").first.map { String($0.dropFirst()) }
            }
            #expect(numbers == Array(1...7))
            #expect(try await ada.client.get("/api/v3/imports/\(id)/entries?verdict=bad").status == 400)
            #expect(try await ada.client.get("/api/v3/imports/\(id)/entries?after=-1").status == 400)
        }
    }

    @Test func `imports are the athlete's own, and listed newest first`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let first = try await ada.takeArchive(SampleZip([SampleZip.Entry("a.txt", text: "a")]))
            _ = try await ada.import(first, when: "finished")
            let second = try await ada.takeArchive(SampleZip([SampleZip.Entry("b.txt", text: "b")]))
            _ = try await ada.import(second, when: "finished")
            let page = try await ada.client.get("/api/v3/imports?per_page=1")
            #expect(try page.json()[0]["id"].integer == second)
            let link = try #require(page.header("Link")?.split(separator: ">").first)
            #expect(try await ada.client.get(String(link.dropFirst())).json()[0]["id"].integer == first)
            #expect(try await bob.client.get("/api/v3/imports").json().array.isEmpty)
            #expect(try await bob.client.get("/api/v3/imports/\(first)").status == 404)
            #expect(try await bob.client.get("/api/v3/imports/\(first)/entries").status == 404)
            #expect(try await bob.client.send("POST", "/api/v3/imports/\(first)/run").status == 404)
            #expect(try await bob.client.send("DELETE", "/api/v3/imports/\(first)").status == 404)
        }
    }

    @Test func `what is no archive isn't taken, and nothing is stored`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let whole = try SampleArchive.mixed().bytes()
            var bomb = SampleZip.Entry("bomb.gpx", text: "<gpx>")
            bomb.toldByteCount = 300 << 20
            let bombs = SampleZip([bomb])
            let cases: [([UInt8], Int, String)] = [
                (Array("<gpx>".utf8), 400, "not_zip"), ([], 400, "empty"),
                (Array(whole[..<(whole.count - 30)]), 400, "truncated"),
                (try bombs.bytes(), 400, "suspicious_ratio"),
            ]
            for (bytes, status, code) in cases {
                let answer = try await ada.client.upload("/api/v3/imports", file: bytes, filename: "a.zip")
                #expect(answer.status == status, "\(answer.text)")
                #expect(try answer.json()["errors"][0]["code"].string == code)
            }
            let bare = try await ada.client.send("POST", "/api/v3/imports", form: ["dry_run": "true"])
            #expect(bare.status == 415)
            #expect(try world.database.sql("select count(*) from activities.import") == "0")
            #expect(world.storedFiles().isEmpty)
        }
    }

    @Test func `what is wrong with a file of an archive is its verdict`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            var encrypted = SampleZip.Entry("encrypted.gpx", SampleArchive.ride(hour: 7))
            encrypted.isEncrypted = true
            var damaged = SampleZip.Entry("damaged.gpx", SampleArchive.ride(hour: 8))
            damaged.isChecksumWrong = true
            var other = SampleZip.Entry("other.gpx", SampleArchive.ride(hour: 9))
            other.method = 14
            var long = SampleZip.Entry("long.gpx", SampleArchive.ride(hour: 9))
            long.toldByteCount = 65 << 20
            let zip = SampleZip([
                encrypted, damaged, other, long,
                SampleZip.Entry("bomb.gpx", [UInt8](repeating: 32, count: 8 << 20)),
                SampleZip.Entry("../up.gpx", SampleArchive.ride(hour: 10)),
                SampleZip.Entry("twice.gpx", SampleArchive.ride(hour: 11)),
                SampleZip.Entry("twice.gpx", SampleArchive.ride(hour: 12)),
                SampleZip.Entry("__MACOSX/._a.gpx", text: "shadow"),
            ])
            let id = try await ada.takeArchive(zip)
            let done = try await ada.import(id, when: "finished")
            let entries = try await ada.client.get("/api/v3/imports/\(id)/entries").json().array
            let codes = entries.map { $0["code"].string ?? $0["verdict"].string ?? "" }
            #expect(
                codes == [
                    "encrypted", "wrong_checksum", "unsupported_compression", "too_large",
                    "suspicious_ratio", "unsafe_path", "imported", "duplicate_path", "other_file",
                ])
            #expect(entries.allSatisfy { $0["code"].isNull || $0["message"].string?.hasSuffix(".") == true })
            #expect(done["counts"]["imported"].integer == 1)
        }
    }

    @Test func `a retry finds the first attempt, and too many at once are refused`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let headers = ["Idempotency-Key": "my archive"]
            let first = try await ada.sendArchive(SampleArchive.mixed(), headers: headers)
            _ = try world.database.sql("delete from admission.idempotency_key")
            let again = try await ada.sendArchive(SampleArchive.mixed(), headers: headers)
            #expect(try again.json()["id"].integer == first.json()["id"].integer)
            _ = try await ada.takeArchive(SampleArchive.mixed())
            _ = try await ada.takeArchive(SampleArchive.mixed())
            #expect(try await ada.sendArchive(SampleArchive.mixed()).status == 409)
            // Also when there is no room for another.
            _ = try world.database.sql("delete from admission.idempotency_key")
            let late = try await ada.sendArchive(SampleArchive.mixed(), headers: headers)
            #expect(late.status == 201)
            #expect(try late.json()["id"].integer == first.json()["id"].integer)
        }
    }

    @Test func `of many that are sent at once, three are taken`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            let (client, bytes) = (ada.client, try SampleArchive.mixed().bytes())
            let statuses = try await withThrowingTaskGroup { group in
                for _ in 0..<12 {
                    group.addTask { try await client.upload("/api/v3/imports", file: bytes).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 3, "\(statuses)")
            #expect(statuses.filter { $0 == 409 }.count == 9, "\(statuses)")
            #expect(try world.database.sql("select count(*) from activities.import") == "3")
        }
    }
}
