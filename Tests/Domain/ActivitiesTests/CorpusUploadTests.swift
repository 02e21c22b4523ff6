import Foundation
import TestWorld
import Testing

/// Real files through the whole server; they belong to people, and aren't part of this project.
@Suite(
    .serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"),
    .enabled(if: Corpus.directory != nil, "no corpus: set SLIPSTREAM_CORPUS to the folder of real files"))
struct CorpusUploadTests {
    // One world each: an address may register so many athletes only.
    @Test(arguments: ["fit", "gpx", "tcx"])
    func `every file ends as its verdict says, and none is taken twice`(format: String) async throws {
        let files = try Corpus.files(of: format)
        try await TestWorld.run { world in
            for (index, file) in files.enumerated() {
                // Some files are copies of one another: each gets an athlete of its own.
                let athlete = try await world.register("Athlete\(index)")
                let sent = try await athlete.client.upload(
                    "/api/v3/uploads", file: file.bytes, filename: file.name,
                    fields: [
                        "data_type": file.format + (file.name.hasSuffix(".gz") ? ".gz" : ""),
                        "external_id": file.name,
                    ])
                let isReady = try await Self.isReady(sent, athlete)
                switch file.verdict {
                // The name says one format, the content is another: that is corrected.
                case _ where ["derived__fit-bytes.gpx", "derived__gpx-bytes.fit"].contains(file.name):
                    #expect(isReady, "\(file.name): \(sent.text)")
                case "valid", "valid_with_quirk": #expect(isReady, "\(file.name): \(sent.text)")
                case "invalid", "hostile", "valid_no_time", "not_activity": #expect(!isReady, "\(file.name)")
                default: break  // damaged: what can be salvaged is, else a clear error
                }
            }
            #expect(try world.database.sql("select count(*) from jobs.dead_letter") == "0")
            #expect(
                try world.database.sql("select count(*) from activities.upload where state = 'processing'")
                    == "0")
        }
    }

    /// Whether there is an activity; otherwise there is a clear error, right away or from the worker.
    private static func isReady(_ sent: TestResponse, _ athlete: TestAthlete) async throws -> Bool {
        if sent.status == 400 {
            #expect(try sent.json()["errors"][0]["resource"].string == "Upload")
            return false
        }
        let ended = try await athlete.finished(sent)
        guard let id = ended["activity_id"].integer else {
            #expect(ended["error"].string?.isEmpty == false)
            return false
        }
        let activity = try await athlete.client.get("/api/v3/activities/\(id)")
        #expect(activity.status == 200)
        #expect(
            try await athlete.client.get("/api/v3/activities/\(id)/streams?key_by_type=true").status == 200)
        return true
    }
}

/// The shared folder of real files, where there is one.
enum Corpus {
    /// `SLIPSTREAM_CORPUS`, else `../shared/corpus` beside the package.
    static let directory: String? = {
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["SLIPSTREAM_CORPUS"]
        let path = named ?? package.appending(path: "../shared/corpus").standardizedFileURL.path
        return FileManager.default.fileExists(atPath: path + "/MANIFEST.tsv") ? path : nil
    }()

    /// The files of `gpx`, `tcx` or `fit` with their verdicts.
    static func files(of format: String) throws -> [CorpusFile] {
        guard let directory else { return [] }
        let manifest = try String(contentsOfFile: directory + "/MANIFEST.tsv", encoding: .utf8)
        return try manifest.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 6, columns[0].hasPrefix("\(format)/") else { return nil }
            let data = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + columns[0]))
            let name = String(columns[0].dropFirst(format.count + 1))
            return CorpusFile(name: name, format: format, verdict: columns[5], bytes: [UInt8](data))
        }
    }
}

/// A real file, and what is to become of it.
struct CorpusFile {
    var name: String
    var format: String
    var verdict: String
    var bytes: [UInt8]
}
