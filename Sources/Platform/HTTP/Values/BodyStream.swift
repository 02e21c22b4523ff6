/// The side from which a body's bytes come.
protocol BodySource: AnyObject {
    /// The handler waits for bytes.
    func bodyWanted()
    /// Everything received so far was taken.
    func bodyTaken()
}

/// What lies between a connection and the handler that reads its request's body.
final class BodyStream {
    /// Bytes received and not yet taken, beyond which the connection stops reading.
    static let highWaterBytes = 64 * 1024

    let declaredLength: Int?
    var limitBytes = Int.max
    /// Set while the request is being received.
    private var source: (any BodySource)?

    private(set) var isComplete = false
    private var pending: [UInt8] = []
    private var failure: BodyError?
    private var deliveredBytes = 0
    private var waiter: UnsafeContinuation<Void, Never>?
    private var isCompressed = false
    private var gzip: GzipBody?

    init(declaredLength: Int?, source: any BodySource) {
        self.declaredLength = declaredLength
        self.source = source
    }

    /// A body that is already there.
    init(complete bytes: [UInt8]) {
        declaredLength = bytes.count
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
        if let declaredLength, !isCompressed, declaredLength > limitBytes {
            throw BodyError.tooLarge(limitBytes: limitBytes)
        }
        while let piece = try await nextReceived() {
            let decoded = try decode(piece)
            deliveredBytes += decoded.count
            if deliveredBytes > limitBytes { throw BodyError.tooLarge(limitBytes: limitBytes) }
            if !decoded.isEmpty { return decoded }
        }
        try gzip.take()?.finish()
        return nil
    }

    private func decode(_ piece: [UInt8]) throws -> [UInt8] {
        guard isCompressed else { return piece }
        let decoder = try gzip ?? GzipBody(limitBytes: limitBytes)
        gzip = decoder
        return try decoder.decode(piece)
    }

    private func nextReceived() async throws(BodyError) -> [UInt8]? {
        while pending.isEmpty {
            if let failure { throw failure }
            if isComplete { return nil }
            precondition(waiter == nil, "a body has one reader")
            source?.bodyWanted()
            await withUnsafeContinuation { waiter = $0 }
        }
        if failure == .unsupportedEncoding { throw .unsupportedEncoding }
        let piece = pending
        pending = []
        source?.bodyTaken()
        return piece
    }

    /// Takes decoded content back that was read to its end.
    func putBack(_ bytes: [UInt8]) {
        precondition(isComplete && pending.isEmpty, "only what was collected can be put back")
        pending = bytes
        deliveredBytes = 0
        isCompressed = false
    }

    // MARK: content coding (RFC 9110, 8.4)

    /// Reads `Content-Encoding`; what can't be decoded is refused when the handler asks for the body.
    func readEncoding(of headers: Headers) {
        var codings = 0
        headers.forEachValue(of: .contentEncoding) { value in
            forEachListElement(of: value) { coding in
                if equalsIgnoringCase(coding, "identity") { return true }
                codings += 1
                isCompressed = equalsIgnoringCase(coding, "gzip") || equalsIgnoringCase(coding, "x-gzip")
                if !isCompressed || codings > 1 { fail(.unsupportedEncoding) }
                return true
            }
        }
    }
}
