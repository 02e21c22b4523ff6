import EventLoop

extension HTTPConnection: ResponseSink {
    /// Sends an answer; false when the connection does not go on to a next request.
    func answer(_ response: consuming Response, to request: Request) async -> Bool {
        guard !isClosed else { return false }
        ResponseFinishing.finish(&response, for: request)
        exchange.keepsAlive = exchange.keepsAlive && !server.isDraining && settleBody()
        switch response.body {
        case .empty, .bytes:
            append(response, id: request.id, closing: !exchange.keepsAlive, omitsBody: exchange.isHead)
        case .stream(let length, let produce):
            await send(response, length: length, id: request.id, produce)
        case .upgrade(let take):
            detach(response, id: request.id, take)
            return false
        }
        if isClosed { return false }
        if exchange.keepsAlive { return true }
        isServing = false
        flush()
        end()
        return false
    }

    /// Decides what becomes of a body that the handler did not read; false when the connection has to end.
    private func settleBody() -> Bool {
        guard var incoming = body else { return true }
        guard incoming.chunks == nil, !exchange.owesContinue,
            incoming.remaining <= limits.discardedBodyBytes
        else { return false }
        incoming.stream?.fail(.incomplete)
        incoming.stream = nil
        body = incoming
        resumeReading()
        return true
    }

    // MARK: answers that are there

    /// Appends an answer to what will be written.
    func append(_ response: Response, id: RequestID, closing: Bool, omitsBody: Bool) {
        var body: [UInt8] = []
        if case .bytes(let bytes) = response.body { body = bytes }
        let isCopied = body.count <= HTTPConnection.copiedBodyBytes
        var buffer = takeOutput()
        encoder(id, closing: closing).append(response, framing: .length(body.count), to: &buffer)
        let hasBody = !omitsBody && !response.status.forbidsBody
        if hasBody, isCopied { buffer.append(contentsOf: body) }
        if hasBody, !isCopied {
            stream.write(buffer, body)
            giveBack(buffer)
        } else {
            output = buffer
        }
    }

    /// Bodies up to this size are copied behind their head, so that both go out in one write.
    static let copiedBodyBytes = 8 * 1024

    private func encoder(_ id: RequestID, closing: Bool) -> ResponseEncoder {
        ResponseEncoder(
            id: id, date: server.date.bytes(at: loop.now), isClosing: closing,
            isVersion10: exchange.isVersion10)
    }

    /// What is gathered so far, to be put back; a shared buffer where there is nothing.
    private func takeOutput() -> [UInt8] {
        var buffer: [UInt8] = []
        swap(&buffer, &output)
        return buffer.capacity == 0 ? server.takeBuffer() : buffer
    }

    /// Writes what is gathered.
    func flush() {
        guard !output.isEmpty else { return }
        var buffer: [UInt8] = []
        swap(&buffer, &output)
        stream.write(buffer)
        giveBack(buffer)
    }

    private func giveBack(_ buffer: consuming [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        server.giveBack(buffer)
    }

    /// Writes at the end of this turn, so that answers to requests that came together go out together.
    func flushAtTurnEnd() {
        guard !output.isEmpty, !flushesAtTurnEnd else { return }
        if output.count > limits.unsentBytes { return flush() }
        flushesAtTurnEnd = true
        loop.onTurnEnd { [self] in
            flushesAtTurnEnd = false
            if !isClosed, !isDetached { flush() }
        }
    }

    // MARK: streamed answers

    private func send(
        _ response: Response, length: Int?, id: RequestID, _ produce: (ResponseWriter) async throws -> Void
    ) async {
        let hasBody = !exchange.isHead && !response.status.forbidsBody
        let isChunked = length == nil && !exchange.isVersion10 && !response.status.forbidsBody
        if length == nil, exchange.isVersion10 { exchange.keepsAlive = false }
        let framing: ResponseEncoder.Framing =
            length.map { .length($0) } ?? (isChunked ? .chunked : .unmarked)
        var buffer = takeOutput()
        encoder(id, closing: !exchange.keepsAlive).append(response, framing: framing, to: &buffer)
        output = buffer
        flush()
        guard hasBody else { return }
        let writer = ResponseWriter(sink: self, length: length, isChunked: isChunked)
        do {
            try await produce(writer)
            try writer.finish()
        } catch {
            // The client can't be told otherwise that the body is not whole.
            writer.abandon()
            server.streamFailed(error, id: id)
            if !isClosed { stream.close() }
        }
    }

    func send(_ bytes: [UInt8]) {
        stream.write(bytes)
    }

    func waitUntilWritable() async throws {
        guard !isClosed else { throw ResponseWriter.Closed() }
        guard stream.queuedByteCount > limits.unsentBytes else { return }
        setWriteDeadline()
        try await withUnsafeThrowingContinuation { writeWaiter = $0 }
    }

    // MARK: the end

    /// Closes after an answer that ends the connection.
    private func end() {
        if body == nil, input.isEmpty, !distrustsInput { return closeWhenSent() }
        linger()
    }

    /// Closes once the client has taken everything, or takes too long.
    func closeWhenSent() {
        stream.closeAfterDraining()
        if stream.queuedByteCount > 0 { setWriteDeadline() }
    }

    /// Says that no more will come, and reads the rest of what the client sends for a while: closing at once
    /// would reset the connection, and the answer could be lost on its way.
    func linger() {
        isLingering = true
        guard !inputEnded else { return closeWhenSent() }
        stream.finishWriting()
        isReadingPaused = false
        stream.resumeReading()
        if stream.queuedByteCount > 0 {
            setWriteDeadline()
        } else {
            setDeadline(.linger, after: limits.lingerTime)
        }
    }

    /// Sends the head and hands the stream over.
    private func detach(_ response: Response, id: RequestID, _ take: (Upgrade) -> Void) {
        var buffer = takeOutput()
        encoder(id, closing: false).append(response, framing: .unmarked, to: &buffer)
        output = buffer
        flush()
        isDetached = true
        isServing = false
        clearDeadline()
        cancelTimer()
        stream.pauseReading()
        stream.delegate = nil
        let leftover = input
        input = []
        server.remove(self)
        take(Upgrade(stream: stream, leftover: leftover))
    }
}
