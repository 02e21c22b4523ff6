/// The side from which a body's bytes come.
protocol BodySource: AnyObject {
    /// The handler waits for bytes.
    func bodyWanted()
    /// Everything received so far was taken.
    func bodyTaken()
}

/// Decodes a body's content coding piece by piece.
protocol BodyDecoder {
    /// What this piece decodes to, at most `limitBytes`.
    mutating func decode(_ bytes: [UInt8], limitBytes: Int) throws(BodyError) -> [UInt8]
    /// Called at the end of the content; throws when the coding is cut off.
    mutating func finish() throws(BodyError)
}

/// What lies between a connection and the handler that reads its request's body.
final class BodyStream {
    /// Bytes received and not yet taken, beyond which the connection stops reading.
    static let highWaterBytes = 64 * 1024

    let declaredLength: Int?
    var limitBytes: Int
    var decoder: (any BodyDecoder)?
    /// Set while the request is being received.
    var source: (any BodySource)?

    private(set) var isComplete = false
    private var pending: [UInt8] = []
    private var failure: BodyError?
    private var deliveredBytes = 0
    private var waiter: UnsafeContinuation<Void, Never>?

    init(declaredLength: Int?, limitBytes: Int, source: (any BodySource)?) {
        self.declaredLength = declaredLength
        self.limitBytes = limitBytes
        self.source = source
    }

    /// A body that is already there.
    init(complete bytes: [UInt8]) {
        declaredLength = bytes.count
        limitBytes = Int.max
        pending = bytes
        isComplete = true
    }

    var pendingByteCount: Int {
        pending.count
    }

    // MARK: the connection's side

    func receive(_ bytes: UnsafeRawBufferPointer) {
        pending.append(contentsOf: bytes)
        wakeReader()
    }

    func complete() {
        isComplete = true
        source = nil
        wakeReader()
    }

    func fail(_ error: BodyError) {
        guard !isComplete, failure == nil else { return }
        failure = error
        source = nil
        wakeReader()
    }

    private func wakeReader() {
        waiter.take()?.resume()
    }

    // MARK: the handler's side

    /// The next piece after content decoding; nil at the end.
    func next() async throws -> [UInt8]? {
        if let declaredLength, decoder == nil, declaredLength > limitBytes {
            throw BodyError.tooLarge(limitBytes: limitBytes)
        }
        while let piece = try await nextReceived() {
            let decoded = try decoder?.decode(piece, limitBytes: limitBytes - deliveredBytes) ?? piece
            deliveredBytes += decoded.count
            if deliveredBytes > limitBytes { throw BodyError.tooLarge(limitBytes: limitBytes) }
            if !decoded.isEmpty { return decoded }
        }
        try decoder?.finish()
        return nil
    }

    private func nextReceived() async throws(BodyError) -> [UInt8]? {
        while pending.isEmpty {
            if isComplete { return nil }
            if let failure { throw failure }
            precondition(waiter == nil, "a body has one reader")
            source?.bodyWanted()
            await withUnsafeContinuation { waiter = $0 }
        }
        let piece = pending
        pending = []
        source?.bodyTaken()
        return piece
    }
}
