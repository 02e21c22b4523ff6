import EventLoop
import Glibc
import Synchronization
import Testing

@Suite struct EventLoopTests {
    @Test func `a task on the loop stays on its thread across awaits`() async throws {
        let loop = try EventLoop.start(name: "test")
        defer { loop.stop(); loop.join() }
        let stayed = try await loop.run {
            var stayed = loop.isCurrent
            for _ in 0..<10 {
                await Task.yield()
                stayed = stayed && loop.isCurrent
            }
            try await loop.sleep(for: .milliseconds(1))
            return stayed && loop.isCurrent
        }
        #expect(stayed)
    }

    @Test func `a broken pipe does not end a process with a loop`() throws {
        let loop = try EventLoop.start(name: "test")
        defer { loop.stop(); loop.join() }
        #expect(raise(SIGPIPE) == 0)
    }

    @Test func `closures from many threads all run on the loop`() async throws {
        let loop = try EventLoop.start(name: "test")
        defer { loop.stop(); loop.join() }
        let count = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 { loop.execute { count.increment(if: loop.isCurrent) } }
                }
            }
        }
        try await loop.run {}
        #expect(count.value == 8000)
    }

    @Test func `a spawned task may use what is confined to the loop`() async throws {
        final class Confined { var value = 0 }
        let loop = try EventLoop.start(name: "test")
        defer { loop.stop(); loop.join() }
        let value = try await loop.run {
            let confined = Confined()
            await withUnsafeContinuation { continuation in
                loop.spawn {
                    confined.value += 1
                    try? await loop.sleep(for: .milliseconds(1))
                    confined.value += 1
                    continuation.resume()
                }
            }
            return confined.value
        }
        #expect(value == 2)
    }

    @Test func `actions at a turn's end run after the jobs of the turn`() async throws {
        let loop = try EventLoop.start(name: "test")
        defer { loop.stop(); loop.join() }
        let order = Mutex<[String]>([])
        try await loop.run {
            await withUnsafeContinuation { continuation in
                loop.onTurnEnd {
                    order.withLock { $0.append("end") }
                    continuation.resume()
                }
                loop.spawn { order.withLock { $0.append("job") } }
            }
        }
        #expect(order.withLock { $0 } == ["job", "end"])
    }

    @Test func `a cancelled sleep ends at once`() async throws {
        let loop = try EventLoop.start(name: "test", clock: .manual(ManualClock()))
        defer { loop.stop(); loop.join() }
        let sleeping = Task { try await loop.run { try await loop.sleep(for: .seconds(3600)) } }
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
    }

    @Test func `what is handed to a loop after its end is dropped`() async throws {
        let loop = try EventLoop.start(name: "test")
        loop.stop()
        loop.join()
        let ran = Counter()
        loop.execute { ran.increment(if: true) }
        Task(executorPreference: loop) { ran.increment(if: true) }
        #expect(ran.value == 0)
    }

    @Test func `with a manual clock timers fire when the clock is moved and in order`() async throws {
        let clock = ManualClock()
        let loop = try EventLoop.start(name: "test", clock: .manual(clock))
        defer { loop.stop(); loop.join() }
        let fired = Mutex<[Int]>([])
        try await loop.run {
            loop.schedule(after: .seconds(60)) { fired.withLock { $0.append(60) } }
            loop.schedule(after: .seconds(1)) { fired.withLock { $0.append(1) } }
            let cancelled = loop.schedule(after: .seconds(2)) { fired.withLock { $0.append(2) } }
            loop.cancel(cancelled)
        }
        clock.advance(by: .milliseconds(999))
        try await loop.run {}
        #expect(fired.withLock { $0 } == [])
        clock.advance(by: .milliseconds(11))
        try await loop.run {}
        #expect(fired.withLock { $0 } == [1])
        clock.advance(by: .seconds(3600))
        try await loop.run {}
        #expect(fired.withLock { $0 } == [1, 60])
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func increment(if condition: Bool) {
        count.withLock { $0 += condition ? 1 : 0 }
    }
}
