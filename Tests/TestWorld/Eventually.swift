/// Asks until the answer is there, at most ten seconds: for what another process or loop does in its own
/// time.
package func eventually<Value>(
    within limit: Duration = .seconds(10), _ ask: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if let value = try await ask() { return value }
        guard clock.now < deadline else { throw NeverHappened(limit: limit) }
        try await clock.sleep(for: .milliseconds(10))
    }
}

/// What was waited for did not happen.
package struct NeverHappened: Error {
    /// How long was waited.
    package let limit: Duration
}
