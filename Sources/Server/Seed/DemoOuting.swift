import Geo

/// One recording in the demo world: when, where and how, from which its file can be made again and again.
struct DemoOuting {
    /// Unique for the athlete; by it a second run knows what is there.
    let externalID: String
    let name: String
    let motion: SyntheticRecording.Motion
    let start: Int64
    private let athlete: DemoAthlete
    private let seed: UInt64

    /// The outings of an athlete, oldest first, in the weeks before `now` (seconds since 1970).
    static func all(of athlete: DemoAthlete, names: [String: [String]], before now: Int64) -> [DemoOuting] {
        (0..<athlete.activityCount).reversed().map {
            DemoOuting(number: $0, of: athlete, names: names, before: now)
        }
    }

    private init(number: Int, of athlete: DemoAthlete, names: [String: [String]], before now: Int64) {
        self.athlete = athlete
        seed = DemoOuting.hash("\(athlete.key)/\(number)")
        var random = SeededRandom(seed: seed)
        let habit = athlete.habits[number % max(1, athlete.habits.count)]
        motion = DemoOuting.motions[habit] ?? .walk
        let choices = names[habit] ?? []
        name = choices.isEmpty ? "Outing" : choices[random.integer(0...choices.count - 1)]
        externalID = "demo-\(athlete.key)-\(number).gpx"
        // Days back from the last midnight, at a local hour between six and seven in the evening.
        let midnight = now / 86_400 * 86_400
        let days = Int64(number * 3 + random.integer(1...2))
        let localSecond = Int64(random.integer(6 * 3600...17 * 3600))
        let offset = Int64(((athlete.start.last ?? 0) / 15).rounded()) * 3600
        start = midnight - days * 86_400 + localSecond - offset
    }

    private static let motions: [String: SyntheticRecording.Motion] = [
        "ride": .ride, "run": .run, "walk": .walk,
    ]

    /// The GPX file; some megabyte.
    func file() -> [UInt8] {
        var random = SeededRandom(seed: seed &+ 1)
        let home = Coordinate(
            latitude: athlete.start.first ?? 0, longitude: athlete.start.last ?? 0)
        let route = SyntheticRoute(
            start: home, lengthMeters: length(&random), altitude: athlete.altitudeMeters,
            hilliness: athlete.hilliness, random: &random)
        let recording = SyntheticRecording(
            on: route, motion: motion, fitness: athlete.fitness, hasPowerMeter: athlete.hasPowerMeter,
            random: &random)
        return SyntheticGPX.file(recording, name: name, type: type, start: start)
    }

    private func length(_ random: inout SeededRandom) -> Double {
        switch motion {
        case .ride: random.uniform(14_000...48_000)
        case .run: random.uniform(4_500...14_000)
        case .walk: random.uniform(2_500...7_500)
        }
    }

    private var type: String {
        switch motion {
        case .ride: "cycling"
        case .run: "running"
        case .walk: "walking"
        }
    }

    /// FNV-1a.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash
    }
}
