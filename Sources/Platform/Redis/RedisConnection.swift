import CHiredis
import EventLoop
import Glibc
import Telemetry

/// A reply, or why there is none.
typealias RedisResult = Result<RedisValue, RedisError>

/// One connection from connecting to closing: hiredis connects and parses, replies find their commands by
/// order.
///
/// hiredis is used in its non-blocking mode without its asynchronous layer, so that writes go out once a turn
/// without a detour through the poller, replies can time out, and publish/subscribe has no assertions.
final class RedisConnection {
    /// Who waits for a reply.
    struct Waiter {
        /// `timeoutTick` when it was submitted.
        let tick: Int
        let resume: Resume
    }

    enum Resume {
        case task(UnsafeContinuation<RedisResult, Never>)
        case batch(RedisBatchReplies)
        case timedTask(UnsafeContinuation<RedisResult, Never>, startNanoseconds: UInt64)
        case handshake((RedisResult) -> Void)
        case nobody
    }

    static let readBufferBytes = 32 * 1024
    /// Then the other sockets of the loop have their turn.
    static let readsPerTurnLimit = 16
    /// How finely the time-out of a command is measured.
    static let ticksPerTimeout = 10

    let loop: EventLoop
    let configuration: RedisConfiguration
    let metrics: RedisMetrics
    /// Replies that no command waits for: a subscriber's messages.
    var onPush: ((RedisValue) -> Void)?
    /// The socket is connected; commands may be submitted.
    var onConnected: (() -> Void)?
    /// Called once; the connection is of no use any more.
    var onClosed: ((RedisError) -> Void)?

    private(set) var isOpen = false
    private var context: UnsafeMutablePointer<redisContext>?
    private var watcher: DescriptorWatcher?
    private var output = RedisEncoder()
    private var sentByteCount = 0
    private var flushIsScheduled = false
    private let builder = RedisReplyBuilder()
    private var waiters = RingQueue<Waiter>()
    private var timeoutCheck: Timer?
    private var timeoutTick = 0
    private var hasHeard = false
    private var readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readBufferBytes, alignment: 16)

    /// Starts to connect; throws when that fails at once.
    init(
        loop: EventLoop, endpoint: RedisURL.Endpoint, configuration: RedisConfiguration, metrics: RedisMetrics
    ) throws(RedisError) {
        self.loop = loop
        self.configuration = configuration
        self.metrics = metrics
        let context =
            switch endpoint {
            case .tcp(let host, let port): redisConnectNonBlock(host, Int32(port))
            case .unix(let path): redisConnectUnixNonBlock(path)
            }
        guard let context else { throw .interrupted("out of memory") }
        if context.pointee.err != 0 {
            let reason = errorText(of: context)
            redisFree(context)
            throw .interrupted(reason)
        }
        self.context = context
        _ = fcntl(context.pointee.fd, F_SETFD, FD_CLOEXEC)
        builder.attach(to: context.pointee.reader)
        do {
            watcher = try DescriptorWatcher(loop: loop, descriptor: context.pointee.fd) { [unowned self] in
                ready($0)
            }
        } catch {
            redisFree(context)
            throw .interrupted(error.description)
        }
        watcher?.watch(.writable)
    }

    deinit {
        watcher?.close()
        if let context { redisFree(context) }
        readBuffer.deallocate()
    }

    var inFlightCount: Int { waiters.count }

    /// Whether one more command may be submitted.
    var hasRoom: Bool {
        waiters.count < configuration.commandsInFlightLimit
            && output.bytes.count < configuration.queuedBytesLimit
    }

    /// Queues what `encode` writes; it goes out at the end of the turn. The waiters have to follow at once.
    func write(_ encode: (inout RedisEncoder) -> Void) {
        encode(&output)
        guard !flushIsScheduled else { return }
        flushIsScheduled = true
        loop.onTurnEnd { [self] in
            flushIsScheduled = false
            flush()
        }
    }

    /// Says who gets the next reply that nobody waits for yet.
    func expect(_ resume: Resume) {
        waiters.append(Waiter(tick: timeoutTick, resume: resume))
        if timeoutCheck == nil { scheduleTimeoutCheck() }
    }

    /// Closes at once; who waits is told `error`.
    func close(_ error: RedisError) {
        guard let context else { return }
        self.context = nil
        isOpen = false
        watcher?.close()
        watcher = nil
        redisFree(context)
        if let timeoutCheck { loop.cancel(timeoutCheck) }
        timeoutCheck = nil
        while let waiter = waiters.popFirst() { resume(waiter.resume, .failure(error)) }
        let onClosed = onClosed.take()
        onPush = nil
        onConnected = nil
        onClosed?(error)
    }

    // MARK: events

    private func ready(_ readiness: Readiness) {
        if !isOpen { return finishConnecting() }
        if readiness.contains(.writable) { flush() }
        if readiness.contains(.readable) { receive() }
    }

    private func finishConnecting() {
        guard let context else { return }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(context.pointee.fd, SOL_SOCKET, SO_ERROR, &code, &length)
        if code != 0 { return close(.interrupted(String(cString: strerror(code)))) }
        isOpen = true
        redisEnableKeepAlive(context)
        watcher?.watch(.readable)
        onConnected?()
    }

    private func flush() {
        guard let context, isOpen else { return }
        metrics.commands.add(output.takeCommandCount())
        while sentByteCount < output.bytes.count {
            let sent = output.bytes.withUnsafeBytes { bytes in
                send(
                    context.pointee.fd, bytes.baseAddress?.advanced(by: sentByteCount),
                    bytes.count - sentByteCount,
                    Int32(MSG_NOSIGNAL))
            }
            if sent < 0 {
                if errno == EINTR { continue }
                if errno != EAGAIN { return close(.interrupted(String(cString: strerror(errno)))) }
                watcher?.watch([.readable, .writable])
                return
            }
            sentByteCount += sent
        }
        output.removeAll()
        sentByteCount = 0
        watcher?.watch(.readable)
    }

    private func receive() {
        for _ in 0..<Self.readsPerTurnLimit {
            guard let context else { return }
            let count = recv(context.pointee.fd, readBuffer.baseAddress, readBuffer.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            guard count > 0 else {
                let reason =
                    count == 0 ? "the server closed the connection" : String(cString: strerror(errno))
                return close(.interrupted(reason))
            }
            hasHeard = true
            redisReaderFeed(context.pointee.reader, readBuffer.baseAddress, count)
            dispatchReplies()
            if count < readBuffer.count { return }
        }
    }

    private func dispatchReplies() {
        // A push handler may close the connection, which frees the reader: look again each time.
        while let context {
            var reply: UnsafeMutableRawPointer?
            guard redisReaderGetReply(context.pointee.reader, &reply) == REDIS_OK else {
                return close(.interrupted(readerErrorText(of: context)))
            }
            guard reply != nil else { return }
            deliver(builder.take())
        }
    }

    private func deliver(_ value: RedisValue) {
        guard let waiter = waiters.popFirst() else {
            onPush?(value)
            return
        }
        if case .error(let error) = value {
            resume(waiter.resume, .failure(error))
        } else {
            resume(waiter.resume, .success(value))
        }
    }

    private func resume(_ resume: Resume, _ result: RedisResult) {
        switch resume {
        case .task(let continuation): continuation.resume(returning: result)
        case .timedTask(let continuation, let start):
            metrics.commandSeconds.observe(nanoseconds: monotonicNanoseconds() - start)
            continuation.resume(returning: result)
        case .batch(let replies): replies.append(result)
        case .handshake(let handle): handle(result)
        case .nobody: break
        }
    }

    // MARK: time-outs

    /// Replies come in order, so the first waiter is the oldest: when it is late, all behind it are held up
    /// too.
    ///
    /// Lateness is counted in ticks of the loop's timers and not by the clock, so that a turn that took long
    /// does not pass for a slow server.
    private func scheduleTimeoutCheck() {
        let tick = configuration.commandTimeout / Self.ticksPerTimeout
        timeoutCheck = loop.schedule(after: tick) { [weak self] in
            guard let self else { return }
            timeoutCheck = nil
            timeoutTick += 1
            guard let oldest = waiters.first else { return }
            if timeoutTick - oldest.tick > Self.ticksPerTimeout {
                close(.interrupted("no reply within \(configuration.commandTimeout)"))
            } else {
                scheduleTimeoutCheck()
            }
        }
    }

    /// Whether anything has come since this was last asked.
    func takeHeard() -> Bool {
        defer { hasHeard = false }
        return hasHeard
    }
}

/// The kernel's monotonic clock, for what is timed within a turn.
func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

private func errorText(of context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafeBytes(of: &context.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

private func readerErrorText(of context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafeBytes(of: &context.pointee.reader.pointee.errstr) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
