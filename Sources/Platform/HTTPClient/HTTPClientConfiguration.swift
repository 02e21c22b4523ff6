/// The limits of an HTTP client, each with its working default.
package struct HTTPClientConfiguration: Sendable {
    /// Requests under way at once.
    package var concurrentRequestsLimit = 64
    /// Requests that may wait for their turn.
    package var waitingRequestsLimit = 1024
    /// Idle connections that are kept for later.
    package var idleConnectionsLimit = 32
    /// Certificate authorities in a PEM file, instead of the system's.
    package var certificateAuthoritiesFile: String?
    package var userAgent = "slipstream"

    /// The defaults.
    package init() {}
}
