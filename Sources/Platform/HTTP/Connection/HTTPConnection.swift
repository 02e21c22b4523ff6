import EventLoop

/// One client's connection: reads requests, has them answered one after the other, writes the answers.
///
/// Requests that are sent ahead wait in `input`: one is served at a time, so answers are in order by
/// construction, and one task serves all that are there. What is here is confined to the loop.
final class HTTPConnection: TCPStreamDelegate {
    let server: HTTPServer
    let stream: TCPStream
    /// The index in the server's list.
    var slot = 0

    // Reading
    var input: [UInt8] = []
    var scanner = HeadScanner()
    var sawBlankLine = false
    var body: IncomingBody?
    var isReadingPaused = false
    var inputEnded = false
    /// What comes was refused, and is only read to be dropped.
    var distrustsInput = false
    var pending: Request?

    // Serving
    var exchange = Exchange()
    var isServing = false
    var isClosed = false
    var isLingering = false
    var isDetached = false

    // Writing
    var output: [UInt8] = []
    var flushesAtTurnEnd = false
    var writeWaiter: UnsafeContinuation<Void, any Error>?

    // Waiting
    var deadline: Uptime?
    var deadlineKind = DeadlineKind.head
    var timer: Timer?
    var timerFiresAt = Uptime(nanoseconds: 0)

    private(set) lazy var remoteAddress = stream.remoteAddress

    init(_ stream: TCPStream, server: HTTPServer) {
        self.stream = stream
        self.server = server
    }

    var loop: EventLoop { server.loop }
    var limits: ServerLimits { server.limits }

    /// Begins to read.
    func start() {
        stream.delegate = self
        setDeadline(.head, after: limits.headTime)
        stream.resumeReading()
    }

    // MARK: serving

    /// Answers requests until none is complete; one task a burst.
    func serve(_ first: Request) async {
        var request = first
        while true {
            // Who asks and doesn't read gets no further answers made.
            if stream.queuedByteCount > limits.unsentBytes {
                guard (try? await waitUntilWritable()) != nil else { return }
            }
            let response = await server.respond(to: request)
            guard await answer(response, to: request), let next = nextRequest() else { return }
            request = next
        }
    }

    /// After an answer: the next request that is already there, or rest.
    private func nextRequest() -> Request? {
        isServing = false
        if body == nil, !input.isEmpty { consumeInput() }
        if isClosed || isLingering { return nil }
        if let request = pending.take() {
            isServing = true
            clearDeadline()
            flushAtTurnEnd()
            return request
        }
        flush()
        rest()
        return nil
    }

    /// Nothing is being served: waits for more, or ends.
    func rest() {
        guard !isClosed, !isServing, !isLingering else { return }
        if inputEnded || (server.isDraining && input.isEmpty && body == nil) {
            return closeWhenSent()
        }
        resumeReading()
        if stream.queuedByteCount > 0 {
            setWriteDeadline()
        } else if body != nil {
            setDeadline(.body, after: limits.bodyIdleTime)
        } else if input.isEmpty {
            setDeadline(.keepAlive, after: limits.keepAliveTime)
        } else if deadlineKind != .head || deadline == nil {
            setDeadline(.head, after: limits.headTime)
        }
    }

    // MARK: the stream's events

    func received(_ bytes: UnsafeRawBufferPointer, on stream: TCPStream) {
        if isLingering { return }
        if input.isEmpty {
            consumeDirectly(bytes)
        } else {
            input.append(contentsOf: bytes)
            consumeInput()
        }
        if let request = pending.take() {
            isServing = true
            clearDeadline()
            server.tasks.serve(request, on: self)
        } else if !isServing {
            rest()
        }
        holdBackIfFull()
    }

    func receivedEnd(on stream: TCPStream) {
        inputEnded = true
        if isLingering { return stream.close() }
        if let body {
            body.stream?.fail(.incomplete)
            self.body = nil
            exchange.keepsAlive = false
        }
        rest()
    }

    func drained(_ stream: TCPStream) {
        if deadlineKind == .write { clearDeadline() }
        if isLingering { setDeadline(.linger, after: limits.lingerTime) }
        writeWaiter.take()?.resume()
        rest()
    }

    func closed(_ stream: TCPStream, error: LoopError?) {
        isClosed = true
        clearDeadline()
        cancelTimer()
        body?.stream?.fail(.incomplete)
        body = nil
        input = []
        output = []
        writeWaiter.take()?.resume(throwing: ResponseWriter.Closed())
        server.remove(self)
    }
}
