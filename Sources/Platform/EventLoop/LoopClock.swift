import CLibUV
import Synchronization

/// Where a loop's timers take the time from.
package enum LoopClock: Sendable {
    /// The kernel's monotonic clock.
    case system
    /// A clock that moves only when a test says so.
    case manual(ManualClock)

    var now: Uptime {
        switch self {
        case .system: Uptime(nanoseconds: uv_hrtime())
        case .manual(let clock): clock.now
        }
    }
}

/// A monotonic clock for tests: time stands still until `advance(by:)`.
package final class ManualClock: Sendable {
    private struct State {
        var now = Uptime(nanoseconds: 0)
        var loops: [EventLoop] = []
    }

    private let state = Mutex(State())

    /// Makes a clock that stands at zero.
    package init() {}

    /// The moment that the clock stands at.
    package var now: Uptime {
        state.withLock { $0.now }
    }

    /// Moves the clock, and wakes the loops whose timers may have fallen due.
    package func advance(by duration: Duration) {
        let loops = state.withLock { state in
            state.now = state.now + duration
            return state.loops
        }
        for loop in loops { loop.execute { loop.timersMayBeDue() } }
    }

    func attach(_ loop: EventLoop) {
        state.withLock { $0.loops.append(loop) }
    }
}
