import Crypto
import Geo
import Glibc

/// The area that is cut out of tracks around a place: a slightly irregular disc that holds everything within
/// the radius of the place, but whose middle is somewhere else.
///
/// Where tracks end tells the edge of what was cut out, and with many tracks all of the edge. So the edge
/// must not tell the place: the disc is displaced, once, by an amount that only the athlete's secret knows,
/// and is the same for all activities, for ever. See docs/decisions/0008-where-tracks-are-cut.md.
struct HiddenArea: Sendable {
    /// For what a place is hidden; each has its own displacement.
    enum Purpose: UInt8 {
        /// Around an address: the same wherever in some 200 m it is put.
        case zone = 1
        /// Around a track's end, whose position differs from day to day: the same within about a kilometre.
        case end = 2

        fileprivate var cellDegrees: Double {
            switch self {
            case .zone: 0.002
            case .end: 0.01
            }
        }
    }

    /// How far the middle is displaced, in parts of the radius (rounded up to its class).
    static let displacements = 1.0...1.25
    /// By how much the edge deviates from a circle at most, in parts of its radius.
    static let irregularity = 0.05
    /// One class has one displacement: were it in proportion to the radius, two radii would tell the place.
    private static let classesMeters: [Double] = [200, 283, 400, 566, 800, 1132, 1600]
    private static let metersPerDegree = Coordinate.earthRadiusMeters * .pi / 180

    private let middle: Coordinate
    private let radiusMeters: Double
    /// The edge's deviation: two waves around it, with two and with three crests.
    private let phases: (two: Double, three: Double)
    private let longitudeScale: Double

    /// The area around a place, as the athlete's secret has it.
    init(around place: Coordinate, radiusMeters: Int, for purpose: Purpose, secret: HMACSHA256) {
        let classMeters =
            HiddenArea.classesMeters.first { $0 >= Double(radiusMeters) } ?? Double(radiusMeters)
        var draw = Draw(place, purpose, classMeters: classMeters, secret: secret)
        let (least, most) = (HiddenArea.displacements.lowerBound, HiddenArea.displacements.upperBound)
        // Even over the ring's area.
        let part = (least * least + draw.next() * (most * most - least * least)).squareRoot()
        let direction = draw.next() * 2 * .pi
        let scale = HiddenArea.longitudeScale(at: place.latitude)
        let north = part * classMeters * cos(direction)
        let east = part * classMeters * sin(direction)
        middle = Coordinate(
            latitude: place.latitude + north / HiddenArea.metersPerDegree,
            longitude: place.longitude + east / HiddenArea.metersPerDegree / scale)
        longitudeScale = scale
        phases = (draw.next() * 2 * .pi, draw.next() * 2 * .pi)
        // As large as the farthest displacement needs, so that the size doesn't tell how far it is.
        self.radiusMeters = (Double(radiusMeters) + most * classMeters) / (1 - HiddenArea.irregularity)
    }

    private static func longitudeScale(at latitude: Double) -> Double {
        max(0.01, cos(latitude * .pi / 180))
    }

    /// Whether a position is hidden.
    func contains(_ position: Coordinate) -> Bool {
        let north = (position.latitude - middle.latitude) * HiddenArea.metersPerDegree
        let longest = radiusMeters * (1 + HiddenArea.irregularity)
        guard abs(north) <= longest else { return false }
        var degrees = position.longitude - middle.longitude
        degrees -= (degrees / 360).rounded() * 360
        let east = degrees * HiddenArea.metersPerDegree * longitudeScale
        let meters = (north * north + east * east).squareRoot()
        guard meters <= longest else { return false }
        let angle = atan2(east, north)
        let wave = (cos(2 * angle + phases.two) + cos(3 * angle + phases.three)) / 2
        return meters <= radiusMeters * (1 + HiddenArea.irregularity * wave)
    }
}

/// Numbers from 0 to 1 that look random, and are the same for the same secret and the same surroundings.
private struct Draw {
    private let code: [UInt8]
    private var place = 0

    init(_ position: Coordinate, _ purpose: HiddenArea.Purpose, classMeters: Double, secret: HMACSHA256) {
        let cells = [position.latitude, position.longitude].map {
            Int32(($0 / purpose.cellDegrees).rounded())
        }
        let message =
            [purpose.rawValue]
            + ([Int32(classMeters)] + cells).flatMap { number in
                withUnsafeBytes(of: number.littleEndian, Array.init)
            }
        code = secret.code(for: message).bytes
    }

    mutating func next() -> Double {
        var number: UInt64 = 0
        for byte in code[place..<place + 8] { number = number << 8 | UInt64(byte) }
        place += 8
        return Double(number >> 11) * 0x1p-53
    }
}
