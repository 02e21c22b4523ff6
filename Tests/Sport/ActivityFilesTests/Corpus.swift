import ActivityFiles
import Foundation
import Testing

/// The folder of real files with their reference values, where there is one.
enum Corpus {
    /// `SLIPSTREAM_CORPUS`, else `../shared/corpus` beside the package.
    static let folder: URL? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["SLIPSTREAM_CORPUS"].map { URL(filePath: $0) }
        let folder = named ?? package.appending(path: "../shared/corpus").standardizedFileURL
        return FileManager.default.fileExists(atPath: folder.appending(path: "MANIFEST.tsv").path)
            ? folder : nil
    }()

    static let condition: ConditionTrait = .enabled(
        if: folder != nil, "no corpus: set SLIPSTREAM_CORPUS to the folder of real files")

    /// The verdict for each file of a format, by path.
    static func verdicts(_ format: ActivityFileFormat = .gpx) throws -> [(path: String, verdict: String)] {
        guard let folder else { return [] }
        let manifest = try String(contentsOf: folder.appending(path: "MANIFEST.tsv"), encoding: .utf8)
        var verdicts: [(path: String, verdict: String)] = []
        for line in manifest.split(separator: "\n") where line.hasPrefix("\(format.rawValue)/") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            verdicts.append((String(fields[0]), String(fields[5])))
        }
        return verdicts
    }

    /// What other tools read in GPX files, by path.
    static func references() throws -> [String: CorpusReference] {
        try references(.gpx).mapValues(CorpusReference.init)
    }

    /// What other tools read in the files of a format, by path, as it stands in the corpus.
    static func references(_ format: ActivityFileFormat) throws -> [String: [String: Any]] {
        guard let folder else { return [:] }
        let data = try Data(contentsOf: folder.appending(path: "reference.json"))
        let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
        return all.filter { $0.key.hasPrefix("\(format.rawValue)/") }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { return [] }
        return [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }
}

/// What other tools read in a file.
struct CorpusReference {
    var pointCount: Int?
    /// Points with a time, in the small reader of the corpus.
    var timedPointCount: Int?
    var repeatedTimeCount: Int?
    var backwardTimeCount: Int?
    var distanceMeters: Double?
    var startTime: String?
    var endTime: String?
    var uphillMeters: Double?
    /// Mean and number of samples by sensor: hr, cad, power, temp.
    var sensors: [String: (mean: Double, count: Int)] = [:]

    init(_ json: [String: Any]) {
        let own = json["own"] as? [String: Any]
        let gpxpy = json["gpxpy"] as? [String: Any]
        pointCount = own?["trkpt"] as? Int
        timedPointCount = own?["with_time"] as? Int
        startTime = own?["first_time"] as? String
        repeatedTimeCount = gpxpy?["equal_time_steps"] as? Int
        backwardTimeCount = gpxpy?["backward_time_steps"] as? Int
        distanceMeters = gpxpy?["haversine_2d"] as? Double
        endTime = own?["last_time"] as? String
        uphillMeters = gpxpy?["uphill"] as? Double
        for (name, value) in json["sensors"] as? [String: [String: Any]] ?? [:] {
            guard let mean = value["mean"] as? Double, let count = value["n"] as? Int else { continue }
            sensors[name] = (mean, count)
        }
    }
}
