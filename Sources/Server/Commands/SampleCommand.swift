import Geo
import Kernel

/// Writes a recording that nobody made, to try uploads with.
struct SampleCommand: Command {
    static let name = "sample"
    static let usage = "[SEED]"
    static let summary =
        "Writes a made-up ride as GPX, another one each time; the same one for the same SEED."

    private static let lengthMeters = 24_000.0
    private static let secondsBefore: Int64 = 3 * 3600

    private let seed: UInt64

    init(arguments: [String]) throws {
        guard let text = arguments.first else {
            seed = UInt64.random(in: 0...UInt64.max)
            return
        }
        guard let number = UInt64(text), arguments.count == 1 else {
            throw UsageError(reason: "SEED has to be a whole number")
        }
        seed = number
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        var random = SeededRandom(seed: seed)
        let route = SyntheticRoute(
            start: Coordinate(latitude: random.uniform(46...54), longitude: random.uniform(6...18)),
            lengthMeters: SampleCommand.lengthMeters, altitude: 200, hilliness: 14, random: &random)
        let recording = SyntheticRecording(
            on: route, motion: .ride, fitness: 1, hasPowerMeter: true, random: &random)
        let start = WallClock.system.unixSeconds - SampleCommand.secondsBefore
        Terminal.write(SyntheticGPX.file(recording, name: "Made-up ride", type: "cycling", start: start))
        return 0
    }
}
