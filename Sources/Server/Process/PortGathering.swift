import Synchronization

/// Collects what each loop says when it listens, and tells when all do.
final class PortGathering: Sendable {
    private struct State {
        var results: [Int: Result<UInt16, any Error>] = [:]
        var waiting: [Int: UnsafeContinuation<UInt16, any Error>] = [:]
    }

    private let expected: Int
    private let onReady: @Sendable (UInt16) -> Void
    private let state = Mutex(State())

    init(expected: Int, _ onReady: @escaping @Sendable (UInt16) -> Void) {
        self.expected = expected
        self.onReady = onReady
    }

    /// A loop listens.
    func ready(_ index: Int, _ port: UInt16) {
        let count = settle(index, .success(port))
        if count == expected { onReady(port) }
    }

    /// A loop could not start.
    func failed(_ index: Int, _ error: any Error) {
        settle(index, .failure(error))
    }

    @discardableResult
    private func settle(_ index: Int, _ result: Result<UInt16, any Error>) -> Int {
        let (waiting, count) = state.withLock { state in
            state.results[index] = result
            return (state.waiting.removeValue(forKey: index), state.results.count)
        }
        waiting?.resume(with: result)
        return count
    }

    /// Waits until a loop listens, and returns its port.
    func port(of index: Int) async throws -> UInt16 {
        try await withUnsafeThrowingContinuation { continuation in
            let known = state.withLock { state in
                let known = state.results[index]
                if known == nil { state.waiting[index] = continuation }
                return known
            }
            if let known { continuation.resume(with: known) }
        }
    }
}
