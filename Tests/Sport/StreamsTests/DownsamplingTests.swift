import SeededRandom
import Streams
import Testing

@Suite struct `downsampling` {
    @Test func `keeps ends, order and number`() {
        var random = SeededGenerator(seed: 5)
        for count in [3, 99, 100, 101, 250, 5000] {
            let x = (0..<count).map(Double.init)
            let y = (0..<count).map { _ in random.noise(10) }
            let kept = Downsampling.largestTriangleThreeBuckets(x: x, y: y, limit: 100)
            #expect(kept.count == min(count, 100))
            #expect(kept.first == 0 && kept.last == count - 1)
            #expect(zip(kept, kept.dropFirst()).allSatisfy(<))
        }
    }

    @Test func `keeps a lone peak`() {
        var y = [Double](repeating: 1, count: 1000)
        y[437] = 50
        let kept = Downsampling.largestTriangleThreeBuckets(x: (0..<1000).map(Double.init), y: y, limit: 20)
        #expect(kept.contains(437))
    }

    @Test func `bears missing values and standing still`() {
        let y = (0..<300).map { $0 % 3 == 0 ? Double.nan : Double($0) }
        let kept = Downsampling.largestTriangleThreeBuckets(
            x: [Double](repeating: 4, count: 300), y: y, limit: 10)
        #expect(kept.count == 10)
        let none = Downsampling.largestTriangleThreeBuckets(
            x: y.indices.map(Double.init), y: [Double](repeating: .nan, count: 300), limit: 10)
        #expect(none.count == 10)
    }
}
