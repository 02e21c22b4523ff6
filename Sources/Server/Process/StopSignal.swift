import Synchronization

/// Tells every loop of the process, once, to come to an end.
package final class StopSignal: Sendable {
    private struct State {
        var isTriggered = false
        var waiting: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Makes a signal that has not been given.
    package init() {}

    /// Gives the signal; again is harmless.
    package func trigger() {
        let waiting = state.withLock { state in
            state.isTriggered = true
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits for the signal; the caller stays on its loop.
    func wait() async {
        await withUnsafeContinuation { continuation in
            let isTriggered = state.withLock { state in
                if !state.isTriggered { state.waiting.append(continuation) }
                return state.isTriggered
            }
            if isTriggered { continuation.resume() }
        }
    }
}
