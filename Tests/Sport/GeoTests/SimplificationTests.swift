import Geo
import Testing

@Suite struct `simplified lines` {
    /// A walk of random steps.
    private func walk(_ count: Int) -> [Coordinate] {
        var point = Coordinate(latitude: 47, longitude: 8)
        return (0..<count).map { _ in
            point.latitude += .random(in: -1e-4...1e-4)
            point.longitude += .random(in: -1e-4...1e-4)
            return point
        }
    }

    @Test func `have as many points as allowed, ends included, in order`() throws {
        for count in [3, 150, 151, 1000, 5000] {
            let line = walk(count)
            let kept = Simplification.keptIndices(of: line, pointLimit: 150)
            #expect(kept.count == min(count, 150))
            #expect(kept.first == 0 && kept.last == count - 1)
            #expect(zip(kept, kept.dropFirst()).allSatisfy(<))
            #expect(Simplification.simplify(line) == kept.map { line[$0] })
        }
    }

    @Test func `keep corners and drop what lies on straight lines`() {
        var line: [Coordinate] = []
        for step in 0...100 { line.append(Coordinate(latitude: 47 + Double(step) * 1e-4, longitude: 8)) }
        for step in 1...100 { line.append(Coordinate(latitude: 47.01, longitude: 8 + Double(step) * 1e-4)) }
        #expect(Simplification.keptIndices(of: line, pointLimit: 3) == [0, 100, 200])
    }

    @Test func `agree with eliminating the smallest triangle one by one`() {
        for _ in 0..<20 {
            let line = walk(60)
            #expect(Simplification.keptIndices(of: line, pointLimit: 12) == slowly(line, pointLimit: 12))
        }
    }

    /// The definition, in O(n²).
    private func slowly(_ line: [Coordinate], pointLimit: Int) -> [Int] {
        let scale = 0.6819983600624985  // cos 47°
        var kept = Array(line.indices)
        var floor = [Double](repeating: 0, count: line.count)
        func area(_ slot: Int) -> Double {
            let (a, b, c) = (line[kept[slot - 1]], line[kept[slot]], line[kept[slot + 1]])
            let ab = ((b.longitude - a.longitude) * scale, b.latitude - a.latitude)
            let ac = ((c.longitude - a.longitude) * scale, c.latitude - a.latitude)
            return max(abs(ab.0 * ac.1 - ac.0 * ab.1), floor[kept[slot]])
        }
        while kept.count > pointLimit {
            let slot = (1..<(kept.count - 1)).min { area($0) < area($1) } ?? 1
            let removed = area(slot)
            for neighbour in [kept[slot - 1], kept[slot + 1]] { floor[neighbour] = removed }
            kept.remove(at: slot)
        }
        return kept
    }

    @Test func `nobody notices the antimeridian`() {
        let line = (0...20).map { step in
            let longitude = 179.99 + Double(step) * 1e-3
            let latitude = 1 + Double(min(step, 30 - step)) * 1e-3
            return Coordinate(latitude: latitude, longitude: longitude > 180 ? longitude - 360 : longitude)
        }
        #expect(Simplification.keptIndices(of: line, pointLimit: 3) == [0, 15, 20])
    }
}
