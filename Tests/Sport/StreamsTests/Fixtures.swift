import SeededRandom
import Streams

enum Fixtures {
    /// A ride at 1 Hz that looks like one: smooth ways and noisy sensors.
    static func ride(count: Int, seed: UInt64 = 1) -> StreamSet {
        var random = SeededGenerator(seed: seed)
        var streams = StreamSet(time: (0..<count).map(Int32.init))
        var (latitude, longitude, altitude) = (47.0, 8.0, 400.0)
        var (heading, speed, grade, heartrate, watts) = (0.0, 8.0, 0.0, 140.0, 200.0)
        var columns: [StreamKind: [Double]] = [:]
        for _ in 0..<count {
            heading += random.noise(0.05)
            speed = min(max(speed + random.noise(0.3), 3), 15)
            grade = min(max(grade + random.noise(0.002), -0.08), 0.08)
            heartrate = min(max(heartrate + random.noise(1), 90), 190)
            watts = min(max(watts + random.noise(40), 0), 600)
            latitude += speed * (1 - heading * heading / 2) / 111_195
            longitude += speed * heading / 75_000
            altitude += speed * grade
            columns[.latitude, default: []].append((latitude * 1e6).rounded() / 1e6)
            columns[.longitude, default: []].append((longitude * 1e6).rounded() / 1e6)
            columns[.altitude, default: []].append(altitude)
            columns[.heartrate, default: []].append(heartrate)
            columns[.cadence, default: []].append(85 + random.noise(3))
            columns[.watts, default: []].append(watts)
            columns[.temp, default: []].append(21)
        }
        for (kind, column) in columns { streams.set(kind, column) }
        return streams
    }
}

extension SeededGenerator {
    /// Between plus and minus `width`.
    mutating func noise(_ width: Double) -> Double { .random(in: -width...width, using: &self) }
}
