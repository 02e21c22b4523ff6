import Foundation
import Geo
import SeededRandom
import Streams
import Testing

@testable import Activities

/// Attacks on what masked activities show: 200 that begin at the same home, in all directions, by streets or
/// across fields. All randomness is seeded.
@Suite struct FindingHomeTests {
    /// What the attacker wins from one activity: where it begins to be shown, and whither it goes there.
    private struct Cut {
        let point: SIMD2<Double>
        let direction: SIMD2<Double>
    }

    /// How tracks leave home.
    enum Ways: CaseIterable {
        /// Along a grid of streets, towards somewhere.
        case streets
        /// Wandering, towards somewhere.
        case fields
    }

    private static let activityCount = 200
    private static let radiusMeters = 400

    @Test(arguments: Ways.allCases, [UInt8(1), 2, 3])
    func `200 masked activities don't tell where the home in a privacy zone is`(ways: Ways, secret: UInt8) {
        let privacy = SecretHome.privacy(zoneMeters: Self.radiusMeters, secret: secret)
        expectMiss(cuts(by: privacy, ways, seed: UInt64(secret)))
    }

    @Test(arguments: Ways.allCases, [UInt8(1), 2, 3])
    func `200 activities with a hidden start don't tell where they start`(ways: Ways, secret: UInt8) {
        let privacy = SecretHome.privacy(startMeters: Self.radiusMeters, secret: secret)
        expectMiss(cuts(by: privacy, ways, seed: UInt64(secret)))
    }

    @Test func `without displacement the same attacks would find it`() {
        var generator = SeededGenerator(seed: 7)
        let cuts = (0..<Self.activityCount).compactMap { _ in
            let track = Self.track(.streets, &generator)
            return Self.cut(track.drop { $0.length < Double(Self.radiusMeters) }.map(\.self))
        }
        #expect(Self.centroid(cuts).length < Double(Self.radiusMeters) / 4)
        #expect(Self.circleMiddle(cuts).length < Double(Self.radiusMeters) / 10)
        #expect(Self.crossing(cuts).length < Double(Self.radiusMeters) / 4)
    }

    private func expectMiss(_ cuts: [Cut]) {
        let least = Double(Self.radiusMeters) / 4
        #expect(cuts.count == Self.activityCount)
        #expect(Self.centroid(cuts).length > least, "the mean of where tracks begin")
        #expect(Self.circleMiddle(cuts).length > least, "the middle of the circle on which they begin")
        #expect(Self.crossing(cuts).length > least, "where their extrapolations cross")
        #expect(cuts.allSatisfy { $0.point.length > Double(Self.radiusMeters) })
    }

    private func cuts(by privacy: Privacy, _ ways: Ways, seed: UInt64) -> [Cut] {
        var generator = SeededGenerator(seed: seed)
        return (0..<Self.activityCount).compactMap { _ in
            let recording = SecretHome.recording(Self.track(ways, &generator))
            let shown = TrackCut(recording, by: privacy).streams
            return Self.cut(shown.line.map(SecretHome.meters))
        }
    }

    private static func cut(_ line: [SIMD2<Double>]) -> Cut? {
        guard line.count > 6 else { return nil }
        let way = line[6] - line[0]
        return Cut(point: line[0], direction: way / way.length)
    }

    // MARK: tracks

    private static func track(_ ways: Ways, _ generator: inout SeededGenerator) -> [SIMD2<Double>] {
        let direction = Double.random(in: 0..<2 * .pi, using: &generator)
        let start = SIMD2<Double>.random(in: -8...8, using: &generator)
        switch ways {
        case .streets:
            let far = Double.random(in: 2_500...6_000, using: &generator)
            return streets(from: start, to: SIMD2(cos(direction), sin(direction)) * far, &generator)
        case .fields: return fields(from: start, towards: direction, &generator)
        }
    }

    /// Block by block of a grid of 100 m that lies askew, from a house in the middle of a street.
    private static func streets(
        from start: SIMD2<Double>, to goal: SIMD2<Double>, _ generator: inout SeededGenerator
    ) -> [SIMD2<Double>] {
        let turn = SIMD2(cos(0.3), sin(0.3))
        let inGrid = SIMD2(goal.x * turn.x + goal.y * turn.y, goal.y * turn.x - goal.x * turn.y)
        var corner = SIMD2(Bool.random(using: &generator) ? 50.0 : -50.0, 0)
        var corners = [start, corner]
        while (inGrid - corner).length > 150 {
            let rest = inGrid - corner
            let share = abs(rest.x) / (abs(rest.x) + abs(rest.y))
            let block = 100 * Double(Int.random(in: 1...3, using: &generator))
            if Double.random(in: 0..<1, using: &generator) < share {
                corner.x += rest.x < 0 ? -block : block
            } else {
                corner.y += rest.y < 0 ? -block : block
            }
            corners.append(corner)
        }
        return along(corners).map { SIMD2($0.x * turn.x - $0.y * turn.y, $0.x * turn.y + $0.y * turn.x) }
    }

    private static func along(_ corners: [SIMD2<Double>]) -> [SIMD2<Double>] {
        zip(corners, corners.dropFirst()).flatMap { from, to in
            let steps = max(1, Int((to - from).length / 10))
            return (0..<steps).map { from + (to - from) * Double($0) / Double(steps) }
        }
    }

    private static func fields(
        from start: SIMD2<Double>, towards direction: Double, _ generator: inout SeededGenerator
    ) -> [SIMD2<Double>] {
        var (point, heading, rest) = (start, direction, 0)
        return (0..<800).map { _ in
            if rest == 0 {
                heading = direction + Double.random(in: -1.6...1.6, using: &generator)
                rest = Int.random(in: 8...40, using: &generator)
            }
            rest -= 1
            point += SIMD2(cos(heading), sin(heading)) * 10
            return point
        }
    }

    // MARK: estimators, in metres from home

    private static func centroid(_ cuts: [Cut]) -> SIMD2<Double> {
        cuts.reduce(SIMD2(0, 0)) { $0 + $1.point } / Double(cuts.count)
    }

    /// Least squares of `x² + y² + ax + by + c` (Kåsa).
    private static func circleMiddle(_ cuts: [Cut]) -> SIMD2<Double> {
        let mean = centroid(cuts)
        var (uu, uv, vv, right) = (0.0, 0.0, 0.0, SIMD2(0.0, 0.0))
        for cut in cuts {
            let offset = cut.point - mean
            uu += offset.x * offset.x
            uv += offset.x * offset.y
            vv += offset.y * offset.y
            right += offset * (offset * offset).sum() / 2
        }
        let determinant = uu * vv - uv * uv
        return mean + SIMD2(right.x * vv - right.y * uv, right.y * uu - right.x * uv) / determinant
    }

    /// The point with the least squares of the distances from all lines.
    private static func crossing(_ cuts: [Cut]) -> SIMD2<Double> {
        var (xx, xy, yy, right) = (0.0, 0.0, 0.0, SIMD2(0.0, 0.0))
        for cut in cuts {
            let normal = SIMD2(-cut.direction.y, cut.direction.x)
            xx += normal.x * normal.x
            xy += normal.x * normal.y
            yy += normal.y * normal.y
            right += normal * (normal * cut.point).sum()
        }
        let determinant = xx * yy - xy * xy
        return SIMD2(right.x * yy - right.y * xy, right.y * xx - right.x * xy) / determinant
    }
}
