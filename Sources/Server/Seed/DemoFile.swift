import FoundationEssentials
import Geo

/// `Seeds/demo.json`: who lives in the demo world.
struct DemoFile: Decodable {
    /// What outings are called, for each way of moving.
    let names: [String: [String]]
    /// What is written below outings; nothing where it is absent.
    let comments: [String]?
    let athletes: [DemoAthlete]

    /// Reads the file in a directory.
    init(directory: String) throws {
        let path = directory + "/demo.json"
        guard let data = FileManager.default.contents(atPath: path) else { throw DemoFileError.missing(path) }
        self = try JSONDecoder().decode(DemoFile.self, from: data)
    }
}

/// Why the demo world can't be read.
enum DemoFileError: Error, CustomStringConvertible {
    case missing(String)

    var description: String {
        switch self {
        case .missing(let path): "there is no \(path); name the directory: slipstream seed DIRECTORY"
        }
    }
}

/// Somebody in the demo world.
struct DemoAthlete: Decodable {
    /// A short name, unique in the file.
    let key: String
    let firstname: String
    let lastname: String
    let city: String
    let country: String
    let sex: String
    let description: String
    /// Latitude and longitude of where outings begin.
    let start: [Double]
    let altitudeMeters: Double
    /// Metres of height for each kilometre or so.
    let hilliness: Double
    /// 1 is usual.
    let fitness: Double
    let hasPowerMeter: Bool
    /// Ways of moving, by turns.
    let habits: [String]
    let activityCount: Int
    /// The keys of those whom they follow.
    let follows: [String]
    /// What they say of their bodies, hide, own, and cut off their newest recording, in the words of the API;
    /// nothing where it is absent.
    let settings: [String: String]?
    let privacy: [String: String]?
    let privacyZone: [String: String]?
    let gear: [DemoGear]?
    let trimmedSampleCount: Int?

    /// An address that can't exist (RFC 2606).
    var email: String { "\(key)@demo.example" }
}

/// A bike or shoes in the demo world, in the words of the API.
struct DemoGear: Decodable {
    let fields: [String: String]
    let parts: [[String: String]]?
}
