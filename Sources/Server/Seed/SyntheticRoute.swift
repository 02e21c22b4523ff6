import Geo
import Glibc

/// A closed way on roads that don't exist: a bent circle over hills that meet at the start.
struct SyntheticRoute {
    private static let vertexCount = 1440
    private static let hillCount = 6
    private static let metersPerDegree = 111_195.0

    /// Metres once around.
    let lengthMeters: Double
    private let vertices: [Coordinate]
    /// Metres from the start to each vertex.
    private let distances: [Double]
    private let baseAltitude: Double
    private let hills: [(height: Double, phase: Double)]

    /// Bends a circle of about `lengthMeters` that begins and ends at `start`; `hilliness` is metres of
    /// height for each kilometre or so.
    init(
        start: Coordinate, lengthMeters: Double, altitude: Double, hilliness: Double,
        random: inout SeededRandom
    ) {
        let outline = SyntheticRoute.outline(&random)
        let scale = lengthMeters / SyntheticRoute.length(of: outline)
        let shrink = cos(start.latitude * .pi / 180)
        let origin = outline[0]
        vertices = outline.map { point in
            Coordinate(
                latitude: start.latitude + (point.y - origin.y) * scale / SyntheticRoute.metersPerDegree,
                longitude: start.longitude + (point.x - origin.x) * scale / SyntheticRoute.metersPerDegree
                    / shrink)
        }
        var distances = [0.0]
        for index in 1..<vertices.count {
            distances.append(distances[index - 1] + vertices[index - 1].distanceMeters(to: vertices[index]))
        }
        self.distances = distances
        self.lengthMeters = distances[distances.count - 1]
        baseAltitude = altitude
        var hills: [(height: Double, phase: Double)] = []
        for number in 1...SyntheticRoute.hillCount {
            let height = hilliness * lengthMeters / 1000 / Double(number * 6) * random.uniform(0.5...1.2)
            hills.append((height, random.uniform(0...(2 * .pi))))
        }
        self.hills = hills
    }

    /// A closed curve around the origin, without crossings.
    private static func outline(_ random: inout SeededRandom) -> [(x: Double, y: Double)] {
        var bends: [(size: Double, phase: Double)] = []
        for number in 2...9 {
            bends.append((random.uniform(0.1...0.5) / Double(number), random.uniform(0...(2 * .pi))))
        }
        let turn = random.uniform(0...(2 * .pi))
        return (0...vertexCount).map { index in
            let angle = Double(index) / Double(vertexCount) * 2 * .pi
            var radius = 1.0
            for (offset, bend) in bends.enumerated() {
                radius += bend.size * cos(Double(offset + 2) * angle + bend.phase)
            }
            return (max(0.2, radius) * cos(angle + turn), max(0.2, radius) * sin(angle + turn))
        }
    }

    private static func length(of outline: [(x: Double, y: Double)]) -> Double {
        var length = 0.0
        for (from, to) in zip(outline, outline.dropFirst()) { length += hypot(to.x - from.x, to.y - from.y) }
        return length
    }

    /// Where one is after so many metres; `hint` is the vertex before, and moves along.
    func position(after meters: Double, hint: inout Int) -> Coordinate {
        while hint + 2 < distances.count, distances[hint + 1] < meters { hint += 1 }
        let (from, to) = (vertices[hint], vertices[hint + 1])
        let span = distances[hint + 1] - distances[hint]
        let share = span > 0 ? min(1, max(0, (meters - distances[hint]) / span)) : 0
        return Coordinate(
            latitude: from.latitude + (to.latitude - from.latitude) * share,
            longitude: from.longitude + (to.longitude - from.longitude) * share)
    }

    /// Metres above the sea after so many metres.
    func altitude(after meters: Double) -> Double {
        var altitude = baseAltitude
        for (index, hill) in hills.enumerated() {
            let angle = 2 * Double.pi * Double(index + 1) * meters / lengthMeters
            altitude += hill.height * (sin(angle + hill.phase) - sin(hill.phase))
        }
        return altitude
    }

    /// The slope after so many metres: 0.1 is 10 %.
    func grade(after meters: Double) -> Double {
        (altitude(after: meters + 10) - altitude(after: meters - 10)) / 20
    }
}
