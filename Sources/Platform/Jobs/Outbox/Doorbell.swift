import EventLoop
import Synchronization

/// Tells workers that there is something to do, so that they need not ask often. Losing a ring costs the time
/// to the next poll, nothing else.
///
/// Shared by all loops of the process. Rings at once, then at most every 50 ms.
package final class Doorbell: Sendable {
    /// The shortest time between two rings.
    package static let coalescing = Duration.milliseconds(50)

    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextListener = 0
        var lastRing: Uptime?
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let publish: @Sendable () -> Void

    /// `publish` tells other processes, through Redis; called on the ringing loop.
    package init(publish: @escaping @Sendable () -> Void = {}) {
        self.publish = publish
    }

    /// Rings here and elsewhere; on a loop.
    package func ring() {
        guard let loop = EventLoop.current else { return }
        let now = loop.now
        let wait: Duration? = state.withLock { state in
            if state.isScheduled { return nil }
            guard let last = state.lastRing, now - last < Self.coalescing else {
                state.lastRing = now
                return .zero
            }
            state.isScheduled = true
            return Self.coalescing - (now - last)
        }
        guard let wait else { return }
        if wait == .zero { return ringNow() }
        loop.schedule(after: wait) { [self] in
            state.withLock { state in
                state.isScheduled = false
                state.lastRing = loop.now
            }
            ringNow()
        }
    }

    /// Rings here only: another process has rung. From any thread.
    package func ringHere() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield() }
    }

    private func ringNow() {
        publish()
        ringHere()
    }

    /// The rings to come, and the number to end them with.
    func listen() -> (number: Int, rings: AsyncStream<Void>) {
        let (rings, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        return (number, rings)
    }

    func stopListening(_ number: Int) {
        state.withLock { $0.listeners.removeValue(forKey: number) }?.finish()
    }
}
