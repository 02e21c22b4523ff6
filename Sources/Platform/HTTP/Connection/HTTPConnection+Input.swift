import EventLoop

extension HTTPConnection: BodySource {
    /// Reads from the loop's buffer, and keeps only what can't be used yet.
    func consumeDirectly(_ bytes: UnsafeRawBufferPointer) {
        do throws(HeadError) {
            let used = try consume(bytes)
            if used < bytes.count { input.append(contentsOf: bytes[used...]) }
        } catch {
            refuse(error)
        }
    }

    /// Reads from what was kept.
    func consumeInput() {
        var taken: [UInt8] = []
        swap(&taken, &input)
        let outcome: Result<Int, HeadError> = taken.withUnsafeBytes { bytes in
            do throws(HeadError) { return .success(try consume(bytes)) } catch { return .failure(error) }
        }
        switch outcome {
        case .success(0): swap(&taken, &input)
        case .success(let used) where used < taken.count: input = Array(taken[used...])
        case .success: break
        case .failure(let error): refuse(error)
        }
    }

    /// Uses bytes up to the end of one request; returns how many.
    private func consume(_ bytes: UnsafeRawBufferPointer) throws(HeadError) -> Int {
        var used = 0
        while used < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
            if body != nil {
                used += try consumeBody(rest)
            } else if isServing || pending != nil {
                break
            } else if let count = try consumeHead(rest) {
                used += count
            } else {
                break
            }
        }
        return used
    }

    // MARK: heads

    /// Returns nil while the head is incomplete.
    private func consumeHead(_ bytes: UnsafeRawBufferPointer) throws(HeadError) -> Int? {
        guard case .complete(let byteCount, let lineCount) = try scanner.scan(bytes) else {
            guard bytes.count < limits.headBytes else { throw .headTooLarge }
            return nil
        }
        scanner = HeadScanner()
        if lineCount == 0 {
            // One empty line before a request is forgiven (RFC 9112, 2.2).
            guard !sawBlankLine else { throw .malformed("empty lines") }
            sawBlankLine = true
            return byteCount
        }
        sawBlankLine = false
        guard byteCount <= limits.headBytes else { throw .headTooLarge }
        let head = UnsafeRawBufferPointer(rebasing: bytes[..<byteCount])
        begin(try server.parser.parse(head, lineCount: lineCount))
        return byteCount
    }

    private func begin(_ head: RequestHead) {
        exchange = Exchange(head)
        let stream = incomingStream(head)
        if let stream {
            body = IncomingBody(stream: stream, beganAt: loop.now.nanoseconds)
            switch head.framing {
            case .length(let length): body?.remaining = length
            case .chunked: body?.chunks = ChunkedDecoder()
            case .none: break
            }
        }
        pending = Request(
            method: head.method, headers: head.headers, body: Body(stream), id: server.nextID(),
            peerAddress: remoteAddress, proxies: server.proxies, receivedAt: loop.now)
    }

    private func incomingStream(_ head: RequestHead) -> BodyStream? {
        let declared: Int?
        switch head.framing {
        case .none: return nil
        case .length(let length): declared = length
        case .chunked: declared = nil
        }
        let stream = BodyStream(declaredLength: declared, source: self)
        if head.hasContentEncoding { stream.readEncoding(of: head.headers) }
        return stream
    }

    // MARK: bodies

    private func consumeBody(_ bytes: UnsafeRawBufferPointer) throws(HeadError) -> Int {
        guard var incoming = body.take() else { return 0 }
        let used: Int
        let ended: Bool
        do throws(HeadError) {
            (used, ended) = try incoming.receive(bytes)
        } catch {
            body = incoming
            throw error
        }
        exchange.owesContinue = false
        if ended {
            incoming.stream?.complete()
            if deadlineKind == .body { clearDeadline() }
        } else {
            body = incoming
            try checkPace(of: incoming)
        }
        return used
    }

    private func checkPace(of incoming: IncomingBody) throws(HeadError) {
        if deadlineKind == .body, deadline != nil { setDeadline(.body, after: limits.bodyIdleTime) }
        let elapsed = loop.now - Uptime(nanoseconds: incoming.beganAt)
        guard elapsed > limits.bodyGraceTime else { return }
        let due = Double(limits.bodyBytesPerSecond) * elapsed.inSeconds
        if Double(incoming.receivedBytes) < due { throw .timedOut }
    }

    func bodyWanted() {
        guard !isClosed, body != nil else { return }
        if exchange.owesContinue {
            exchange.owesContinue = false
            flush()
            stream.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        resumeReading()
        setDeadline(.body, after: limits.bodyIdleTime)
    }

    func bodyTaken() {
        if body != nil { resumeReading() }
    }

    /// Stops reading while the handler has not taken what is there, or too much was sent ahead.
    func holdBackIfFull() {
        let waiting = body?.stream?.pendingByteCount ?? 0
        let isFull =
            waiting >= BodyStream.highWaterBytes || (isServing && input.count >= limits.pipelinedBytes)
        guard isFull, !isReadingPaused, !isClosed else { return }
        isReadingPaused = true
        if deadlineKind == .body { clearDeadline() }
        stream.pauseReading()
    }

    func resumeReading() {
        guard isReadingPaused, !isClosed else { return }
        isReadingPaused = false
        body?.beganAt = loop.now.nanoseconds
        body?.receivedBytes = 0
        stream.resumeReading()
    }

    // MARK: refusals

    /// Answers what is no request, and ends the connection: nothing behind it can be trusted.
    func refuse(_ error: HeadError) {
        input = []
        distrustsInput = true
        if let body {
            self.body = nil
            body.stream?.fail(error == .timedOut ? .tooSlow : .incomplete)
        }
        exchange.keepsAlive = false
        // A request is being served: its handler is told by the body, and its answer ends the connection.
        guard !isServing, pending == nil else { return stopReading() }
        server.refused(error)
        append(error.response, id: server.nextID(), closing: true, omitsBody: false)
        flush()
        linger()
    }

    private func stopReading() {
        isReadingPaused = true
        stream.pauseReading()
    }
}
