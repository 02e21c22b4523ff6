import Foundation
import Kernel
import Testing

@Suite struct IDGeneratorTests {
    private enum Thing {}

    @Test func `ids grow, differ between nodes and fit a double`() {
        let hand = ManualHand(Date(timeIntervalSince1970: 4_294_967_295 - 10))
        let left = IDGenerator(node: 0, clock: .manual(hand))
        let right = IDGenerator(node: 255, clock: .manual(hand))
        var last: ID<Thing> = ID(0)
        var seen: Set<Int64> = []
        for _ in 0..<20_000 {
            let id = left.next(Thing.self)
            #expect(id > last)
            last = id
            seen.insert(id.rawValue)
            seen.insert(right.next(Thing.self).rawValue)
        }
        #expect(seen.count == 40_000)
        #expect(seen.allSatisfy { $0 > 0 && $0 < 1 << 53 })
    }

    @Test func `ids go on growing when the clock goes back`() {
        let hand = ManualHand(Date(timeIntervalSince1970: 1_800_000_000))
        let generator = IDGenerator(node: 3, clock: .manual(hand))
        let before = generator.next(Thing.self)
        hand.now = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(generator.next(Thing.self) > before)
    }

    @Test func `threads never get the same id`() async {
        let generator = IDGenerator(node: 1, clock: .system)
        let ids = await withTaskGroup(of: [Int64].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<5_000).map { _ in generator.next(Thing.self).rawValue } }
            }
            var all: [Int64] = []
            for await part in group { all += part }
            return all
        }
        #expect(Set(ids).count == 40_000)
    }
}
