package import EventLoop
package import Telemetry

/// Commands to one Redis server, over one connection of the loop that all its tasks share.
///
/// What the tasks of one turn ask goes out in one write, and replies come back in order: pipelined by
/// construction. While there is no connection every call throws `RedisError.unavailable` at once, and callers
/// work without Redis. A cancelled task still waits for its reply, at most the command time-out.
package final class RedisClient {
    let loop: EventLoop
    private let link: RedisLink
    private let metrics: RedisMetrics
    private var commandNumber = 0
    private var isClosed = false
    private var availabilityWaiters: [UnsafeContinuation<Void, Never>] = []
    /// Digests of the scripts that were loaded, by source; the server's, so they outlive connections.
    var scriptDigests: [String: String] = [:]

    /// Starts to connect, and connects again after each loss until `close`; on the loop only.
    package init(
        loop: EventLoop, url: RedisURL, configuration: RedisConfiguration = RedisConfiguration(),
        log: Log = .silent, metrics: RedisMetrics = RedisMetrics()
    ) {
        loop.preconditionOnLoop()
        self.loop = loop
        self.metrics = metrics
        link = RedisLink(loop: loop, url: url, configuration: configuration, log: log, metrics: metrics)
        link.onReady = { [weak self] _, _ in
            self?.connectionNumber += 1
            self?.resumeAvailabilityWaiters()
        }
        link.open()
    }

    /// Whether commands have a chance now.
    package var isAvailable: Bool { link.ready != nil }

    /// Counts connections: while it stays the same, no connection was lost.
    package private(set) var connectionNumber = 0

    /// Commands that wait for their replies.
    package var inFlightCount: Int { link.ready?.inFlightCount ?? 0 }

    /// Waits for a connection, at most so long; says whether there is one.
    package func waitUntilAvailable(timeout: Duration) async -> Bool {
        let deadline = loop.now + timeout
        let timer = loop.schedule(after: timeout) { [weak self] in self?.resumeAvailabilityWaiters() }
        while !isAvailable, !isClosed, loop.now < deadline {
            await withUnsafeContinuation { availabilityWaiters.append($0) }
        }
        loop.cancel(timer)
        return isAvailable
    }

    /// Closes the connection for good; who waits gets `RedisError.unavailable`.
    package func close() {
        isClosed = true
        link.close()
        resumeAvailabilityWaiters()
    }

    /// Sends a command, its name and its arguments, and returns its reply; an error reply is thrown.
    package func command(_ words: any RedisArgument...) async throws(RedisError) -> RedisValue {
        try await command(words)
    }

    /// Sends a command, its name and its arguments, and returns its reply; an error reply is thrown.
    package func command(_ words: [any RedisArgument]) async throws(RedisError) -> RedisValue {
        try await submit { $0.append(command: words) }
    }

    /// Sends the commands that `build` adds in one write; returns their results in order, refusals included.
    package func pipeline(
        _ build: (inout RedisBatch) -> Void
    ) async throws(RedisError) -> [Result<RedisValue, RedisError>] {
        var batch = RedisBatch()
        build(&batch)
        if batch.count == 0 { return [] }
        guard batch.count <= RedisBatch.commandLimit else { throw failure(.overloaded) }
        let connection = try usableConnection()
        connection.write { $0.append(contentsOf: batch.encoder) }
        return await withUnsafeContinuation { continuation in
            let replies = RedisBatchReplies(count: batch.count, continuation)
            for _ in 0..<batch.count { connection.expect(.batch(replies)) }
        }
    }

    /// Sends a command and forgets it: nobody learns what became of it. Does nothing while Redis is not
    /// available.
    package func post(_ words: any RedisArgument...) {
        guard let connection = try? usableConnection() else { return }
        connection.write { $0.append(command: words) }
        connection.expect(.nobody)
    }

    /// Sends the one command that `encode` writes, and waits for its reply.
    func submit(_ encode: (inout RedisEncoder) -> Void) async throws(RedisError) -> RedisValue {
        let connection = try usableConnection()
        connection.write(encode)
        commandNumber &+= 1
        let isTimed = commandNumber % RedisMetrics.samplingInterval == 0
        let result: RedisResult = await withUnsafeContinuation { continuation in
            if isTimed {
                connection.expect(.timedTask(continuation, startNanoseconds: monotonicNanoseconds()))
            } else {
                connection.expect(.task(continuation))
            }
        }
        if case .failure(.interrupted) = result { metrics.failures.add() }
        return try result.get()
    }

    private func usableConnection() throws(RedisError) -> RedisConnection {
        loop.preconditionOnLoop()
        guard let connection = link.ready else { throw failure(.unavailable) }
        guard connection.hasRoom else { throw failure(.overloaded) }
        return connection
    }

    private func failure(_ error: RedisError) -> RedisError {
        metrics.failures.add()
        return error
    }

    private func resumeAvailabilityWaiters() {
        let waiters = availabilityWaiters
        availabilityWaiters = []
        for waiter in waiters { waiter.resume() }
    }
}
