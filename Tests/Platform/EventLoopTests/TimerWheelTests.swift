import SeededRandom
import Testing

@testable import EventLoop

@Suite struct TimerWheelTests {
    @Test func `the wheel fires what a sorted list would, at the same ticks`() {
        var random = SeededGenerator(seed: 7)
        var wheel = TimerWheel<Int>(currentTick: 1000)
        var expected: [Int: UInt64] = [:]
        var ids: [(TimerWheel<Int>.ID, Int)] = []
        var serial = 0
        for _ in 0..<3000 {
            for _ in 0..<3 {
                let magnitude = UInt64(1) << (random.next() % 22)
                let deadline = wheel.currentTick + random.next() % magnitude
                ids.append((wheel.insert(serial, deadlineTick: deadline), serial))
                expected[serial] = max(deadline, wheel.currentTick + 1)
                serial += 1
            }
            let (id, victim) = ids[Int(random.next() % UInt64(ids.count))]
            #expect(wheel.remove(id) == (expected.removeValue(forKey: victim) == nil ? nil : victim))
            let target = wheel.currentTick + random.next() % 5000
            let due = expected.filter { $0.value <= target }
            #expect(Set(wheel.advance(to: target)) == Set(due.keys))
            for key in due.keys { expected[key] = nil }
            #expect(wheel.count == expected.count)
        }
    }

    @Test func `timers fire in the order of their deadlines`() {
        var wheel = TimerWheel<UInt64>()
        for deadline in stride(from: UInt64(70_000), to: 0, by: -7) {
            _ = wheel.insert(deadline, deadlineTick: deadline)
        }
        let fired = wheel.advance(to: 100_000)
        #expect(fired == fired.sorted())
        #expect(fired.count == 10_000)
    }

    @Test func `the next wake is never later than the earliest deadline`() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            var wheel = TimerWheel<Int>(currentTick: random.next() % 1_000_000)
            let deadline = wheel.currentTick + 1 + random.next() % 10_000_000
            _ = wheel.insert(1, deadlineTick: deadline)
            var wakes = 0
            while let wake = wheel.nextWakeTick, wake < deadline {
                #expect(wheel.advance(to: wake).isEmpty)
                wakes += 1
            }
            #expect(wheel.nextWakeTick == deadline)
            #expect(wakes <= 4)
        }
    }
}
