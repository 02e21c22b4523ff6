/// The side to which a streamed response goes.
protocol ResponseSink: AnyObject {
    /// Sends bytes of the body in order.
    func send(_ bytes: [UInt8])
    /// Waits until little is unsent; throws `ResponseWriter.Closed` when the client is gone.
    func waitUntilWritable() async throws
}

/// Takes a streamed response's pieces, no faster than the client reads them.
package final class ResponseWriter {
    /// The client is gone: what follows would reach nobody.
    package struct Closed: Error {
        /// The one value.
        package init() {}
    }

    /// The producer wrote more or less than the length it had announced.
    struct LengthMismatch: Error {}

    private let isChunked: Bool
    private var remaining: Int?
    private var sink: (any ResponseSink)?

    init(sink: any ResponseSink, length: Int?, isChunked: Bool) {
        self.sink = sink
        self.isChunked = isChunked
        remaining = length
    }

    /// Sends a piece; returns when the client has taken most of what was written.
    package func write(_ bytes: [UInt8]) async throws {
        guard let sink else { throw Closed() }
        guard !bytes.isEmpty else { return }
        if let remaining {
            guard bytes.count <= remaining else { throw LengthMismatch() }
            self.remaining = remaining - bytes.count
        }
        sink.send(isChunked ? ResponseWriter.chunk(bytes) : bytes)
        try await sink.waitUntilWritable()
    }

    /// Ends the body; the writer is of no use afterwards.
    func finish() throws {
        guard let sink = sink.take() else { throw Closed() }
        if let remaining, remaining > 0 { throw LengthMismatch() }
        if isChunked { sink.send(Array("0\r\n\r\n".utf8)) }
    }

    /// Lets go of the connection; later writes throw `Closed`.
    func abandon() {
        sink = nil
    }

    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        var framed: [UInt8] = []
        framed.reserveCapacity(bytes.count + 20)
        framed.append(contentsOf: String(bytes.count, radix: 16).utf8)
        framed.append("\r\n")
        framed.append(contentsOf: bytes)
        framed.append("\r\n")
        return framed
    }
}
