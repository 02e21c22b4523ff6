/// How a worker behaves, and its limits.
package struct WorkerConfiguration: Sendable {
    /// Jobs under way at most.
    package var concurrencyLimit: Int
    /// How often it looks for work when nobody rings.
    package var pollInterval: Duration
    /// How long it may be silent before it counts as dead.
    package var lease: Duration
    /// How often it renews its lease.
    package var heartbeatInterval: Duration
    /// How often the depth of the queue is measured.
    package var measureInterval: Duration
    /// The wait before the second attempt at most; doubled for each further one.
    package var firstBackOff: Duration

    /// The usual values.
    package init(
        concurrencyLimit: Int = 16, pollInterval: Duration = .milliseconds(500),
        lease: Duration = .seconds(5),
        heartbeatInterval: Duration = .seconds(1), measureInterval: Duration = .seconds(5),
        firstBackOff: Duration = .seconds(1)
    ) {
        self.concurrencyLimit = concurrencyLimit
        self.pollInterval = pollInterval
        self.lease = lease
        self.heartbeatInterval = heartbeatInterval
        self.measureInterval = measureInterval
        self.firstBackOff = firstBackOff
    }

    /// Exponential with full jitter: anywhere from nothing to the longest wait for that attempt, so that jobs
    /// that failed together do not come back together.
    func backOff(afterAttempt attempt: Int) -> Duration {
        let longest = min(firstBackOff * (1 << min(max(attempt - 1, 0), 20)), JobLimits.longestBackOff)
        return longest * Double.random(in: 0...1)
    }
}
