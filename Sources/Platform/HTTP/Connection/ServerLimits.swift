/// Every bound of the HTTP server: what a client may send, and how long it may take.
package struct ServerLimits: Sendable {
    /// A request's head, request line and header fields together; at most `HeadStorage.maxByteCount`. 431.
    package var headBytes = 16 * 1024
    /// Header fields of a request. 431.
    package var headerCount = 100
    /// The request target. 414.
    package var targetBytes = 8 * 1024
    /// What is buffered of requests sent ahead (pipelining) before reading is paused.
    package var pipelinedBytes = 64 * 1024
    /// How much of a body that the handler did not read is read and thrown away, to keep the connection.
    package var discardedBodyBytes = 256 * 1024
    /// Bytes on their way to the client beyond which a streamed response waits.
    package var unsentBytes = 64 * 1024
    /// Connections of one loop; more are closed at once.
    package var connections = 500_000

    /// From a request's first byte (or the connection's start) to the end of its head. 408.
    package var headTime: Duration = .seconds(10)
    /// Between two pieces of a body. 408.
    package var bodyIdleTime: Duration = .seconds(20)
    /// A body has to arrive at this rate on the average, once `bodyGraceTime` is over. 408.
    package var bodyBytesPerSecond = 256
    /// How long a body may be slower than `bodyBytesPerSecond`.
    package var bodyGraceTime: Duration = .seconds(20)
    /// Between two requests.
    package var keepAliveTime: Duration = .seconds(75)
    /// A client that takes nothing of an answer for this long is cut off.
    package var writeIdleTime: Duration = .seconds(30)
    /// A client has to take an answer at this rate on the average.
    package var writeBytesPerSecond = 1024
    /// After an answer that ends a connection, how long the rest of the request is read and thrown away, so
    /// that the answer isn't lost to a reset.
    package var lingerTime: Duration = .seconds(2)

    /// The working defaults.
    package init() {}
}
