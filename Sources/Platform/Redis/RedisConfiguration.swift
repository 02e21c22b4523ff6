/// The limits of a Redis connection, each with its working default.
package struct RedisConfiguration: Sendable {
    /// Commands that may wait for their replies.
    package var commandsInFlightLimit = 65_536
    /// Bytes that may wait to be sent.
    package var queuedBytesLimit = 64 << 20
    /// How long a reply may take before the connection is given up, checked every tenth of it.
    package var commandTimeout: Duration = .seconds(2)
    /// How long connecting, authentication included, may take.
    package var connectTimeout: Duration = .seconds(2)
    /// The longest wait before the first new attempt; it doubles with each failure.
    package var shortestBackoff: Duration = .milliseconds(50)
    /// The longest wait between attempts.
    package var longestBackoff: Duration = .seconds(2)
    /// How often a subscriber without traffic asks whether the server is still there.
    package var heartbeatInterval: Duration = .seconds(10)

    /// The defaults.
    package init() {}
}
