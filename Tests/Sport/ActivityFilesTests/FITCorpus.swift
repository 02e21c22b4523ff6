import ActivityFiles
import Foundation
import Testing

/// A FIT file of the corpus, and what other tools read in it.
struct FITCorpusFile {
    let path: String
    let verdict: String
    let bytes: [UInt8]
    let reference: FITReference

    /// The sound files with their activities; read once, for all tests.
    static let recordings: [(file: FITCorpusFile, activities: [DecodedActivity])] = {
        let files = (try? all()) ?? []
        return files.compactMap { file in
            guard file.verdict != "invalid", let activities = try? ActivityFile.decode(file.bytes) else {
                return nil
            }
            return (file, activities)
        }
    }()

    /// All of them.
    static func all() throws -> [FITCorpusFile] {
        guard let folder = Corpus.folder else { return [] }
        let data = try Data(contentsOf: folder.appending(path: "reference.json"))
        let references = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
        let manifest = try String(contentsOf: folder.appending(path: "MANIFEST.tsv"), encoding: .utf8)
        var files: [FITCorpusFile] = []
        for line in manifest.split(separator: "\n") where line.hasPrefix("fit/") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let path = String(fields[0])
            files.append(
                FITCorpusFile(
                    path: path, verdict: String(fields[5]), bytes: try Corpus.bytes(path),
                    reference: FITReference(references[path] ?? [:])))
        }
        return files
    }
}

/// What other tools read in a FIT file; absent figures are nil.
struct FITReference {
    struct Session {
        var sport: String?
        var subSport: String?
        var startTime: String?
        /// `total_distance` and so on, by name.
        var figures: [String: Double]
    }

    var recordCount: Int?
    var lapCount: Int?
    var sessions: [Session] = []
    var firstTime: String?
    var lastTime: String?
    var positionCount: Int?
    /// Mean, maximum and number by channel: `heart_rate`, `cadence`, `power`, `temperature`, `altitude`, ….
    var channels: [String: (mean: Double, max: Double, count: Int)] = [:]

    init(_ json: [String: Any]) {
        let own = json["own"] as? [String: Any] ?? [:]
        var source = json["fitdecode"] as? [String: Any] ?? [:]
        // A tool that gave up has seen less than the corpus' own reader.
        if (source["record_count"] as? Int ?? 0) < (own["record_count"] as? Int ?? 0) { source = own }
        recordCount = source["record_count"] as? Int
        lapCount = source["lap_count"] as? Int
        for session in source["sessions"] as? [[String: Any]] ?? [] {
            sessions.append(
                Session(
                    sport: session["sport"] as? String, subSport: session["sub_sport"] as? String,
                    startTime: session["start_time"] as? String,
                    figures: session.compactMapValues { ($0 as? NSNumber)?.doubleValue }))
        }
        let records = source["records"] as? [String: Any] ?? [:]
        firstTime = records["first_timestamp"] as? String
        lastTime = records["last_timestamp"] as? String
        positionCount = records["with_position"] as? Int
        for (name, value) in records {
            guard let value = value as? [String: Any], let mean = (value["mean"] as? NSNumber)?.doubleValue,
                let max = (value["max"] as? NSNumber)?.doubleValue, let count = value["n"] as? Int
            else { continue }
            channels[name] = (mean, max, count)
        }
        // Only that tool puts in what a strap has kept.
        let merged = (json["garmin_sdk"] as? [String: Any])?["records_heart_rate"] as? [String: Any]
        if let merged, let mean = (merged["mean"] as? NSNumber)?.doubleValue, let count = merged["n"] as? Int,
            let max = (merged["max"] as? NSNumber)?.doubleValue
        {
            channels["heart_rate"] = (mean, max, count)
        }
    }
}
