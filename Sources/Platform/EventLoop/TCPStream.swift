import CLibUV
import Glibc

/// What happens on a stream. All calls come on the loop's thread.
package protocol TCPStreamDelegate: AnyObject {
    /// Bytes arrived; they are valid during the call only (the buffer is shared by the loop).
    func received(_ bytes: UnsafeRawBufferPointer, on stream: TCPStream)
    /// The peer will send no more, but may still read.
    func receivedEnd(on stream: TCPStream)
    /// The queue of unsent bytes is empty again.
    func drained(_ stream: TCPStream)
    /// The stream is closed; called once, and last. The error is nil when this side closed it.
    func closed(_ stream: TCPStream, error: LoopError?)
}

/// One TCP connection. Nothing is held for it while it is idle but this object and libuv's handle.
package final class TCPStream: LoopHandle {
    /// Who is told; kept while the stream is open.
    package var delegate: (any TCPStreamDelegate)?
    /// Bytes written but not yet taken by the kernel.
    package private(set) var queuedByteCount = 0

    private var queue: [UInt8] = []
    private var sending: SendRequest?
    private var isReading = false
    private var finishesAfterQueue = false
    private var closesAfterQueue = false
    private var failure: LoopError?

    init?(accepting listener: UnsafeMutablePointer<uv_stream_t>, on loop: EventLoop) {
        super.init(loop: loop, byteCount: MemoryLayout<uv_tcp_t>.size)
        guard uv_tcp_init(loop.handle, tcp) == 0 else { return nil }
        retainUntilClosed()
        guard uv_accept(listener, stream) == 0 else {
            close()
            return nil
        }
        uv_tcp_nodelay(tcp, 1)
    }

    private var tcp: UnsafeMutablePointer<uv_tcp_t> {
        memory.assumingMemoryBound(to: uv_tcp_t.self)
    }

    private var stream: UnsafeMutablePointer<uv_stream_t> {
        memory.assumingMemoryBound(to: uv_stream_t.self)
    }

    /// The peer's numeric address, empty when it is gone.
    package var remoteAddress: String {
        var address = SocketAddress()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let result = address.withMutablePointer { uv_tcp_getpeername(tcp, $0, &length) }
        return result == 0 ? address.host : ""
    }

    // MARK: reading

    /// Starts reading, or goes on after a pause.
    package func resumeReading() {
        guard !isReading, !isClosing else { return }
        isReading = true
        uv_read_start(
            stream,
            { handle, _, buffer in
                guard let stream = LoopHandle.owner(of: handle, as: TCPStream.self) else { return }
                let shared = stream.loop.readBuffer
                buffer?.pointee = uv_buf_init(shared.baseAddress, UInt32(shared.count))
            },
            { handle, count, buffer in
                guard let stream = LoopHandle.owner(of: handle, as: TCPStream.self) else { return }
                stream.read(count, buffer?.pointee.base)
            })
    }

    /// Leaves what comes in the kernel's buffer, and so slows the peer down.
    package func pauseReading() {
        guard isReading, !isClosing else { return }
        isReading = false
        uv_read_stop(stream)
    }

    private func read(_ count: Int, _ base: UnsafeMutablePointer<CChar>?) {
        if count > 0 {
            delegate?.received(UnsafeRawBufferPointer(start: base, count: count), on: self)
        } else if count == Int(UV_EOF.rawValue) {
            pauseReading()
            delegate?.receivedEnd(on: self)
        } else if count < 0 {
            fail(LoopError(Int32(count), during: "read"))
        }
    }

    // MARK: writing

    /// Writes in order: at once what the kernel takes, the rest when it takes more.
    package func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    /// Writes in order, from memory that only has to be valid during the call.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        guard !isClosing, !bytes.isEmpty else { return }
        guard queuedByteCount == 0 else { return append(bytes[...]) }
        var buffer = uv_buf_t(bytes)
        let written = uv_try_write(stream, &buffer, 1)
        if written == bytes.count { return }
        if written < 0, written != UV_EAGAIN.rawValue { return fail(LoopError(written, during: "write")) }
        append(bytes.dropFirst(max(0, Int(written))))
        send()
    }

    /// Writes two runs of bytes as if they were one, in one call of the kernel where it takes them.
    package func write(_ head: [UInt8], _ body: [UInt8]) {
        head.withUnsafeBytes { head in body.withUnsafeBytes { body in write(head, body) } }
    }

    private func write(_ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer) {
        guard !isClosing, queuedByteCount == 0, !head.isEmpty, !body.isEmpty else {
            write(head)
            return write(body)
        }
        var buffers = (uv_buf_t(head), uv_buf_t(body))
        let written = withUnsafeMutableBytes(of: &buffers) {
            uv_try_write(stream, $0.assumingMemoryBound(to: uv_buf_t.self).baseAddress, 2)
        }
        if written == head.count + body.count { return }
        if written < 0, written != UV_EAGAIN.rawValue { return fail(LoopError(written, during: "write")) }
        append(head.dropFirst(max(0, Int(written))))
        append(body.dropFirst(max(0, Int(written) - head.count)))
        send()
    }

    private func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        queue.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes))
        queuedByteCount += bytes.count
    }

    private func send() {
        guard sending == nil, !queue.isEmpty else { return }
        let request = SendRequest(queue)
        queue = []
        sending = request
        let result = request.start(on: stream) { [self] status in sent(status) }
        if result < 0 { fail(LoopError(result, during: "write")) }
    }

    private func sent(_ status: Int32) {
        queuedByteCount -= sending?.count ?? 0
        sending = nil
        guard !isClosing else { return }
        if status < 0 { return fail(LoopError(status, during: "write")) }
        if !queue.isEmpty { return send() }
        if closesAfterQueue { return close() }
        if finishesAfterQueue { shutDown() }
        delegate?.drained(self)
    }

    /// Tells the peer that no more will come, once everything is sent.
    package func finishWriting() {
        finishesAfterQueue = true
        if queuedByteCount == 0 { shutDown() }
    }

    private func shutDown() {
        var descriptor: uv_os_fd_t = -1
        if !isClosing, uv_fileno(handle, &descriptor) == 0 { Glibc.shutdown(descriptor, Int32(SHUT_WR)) }
    }

    // MARK: closing

    /// Closes the stream once everything is sent.
    package func closeAfterDraining() {
        closesAfterQueue = true
        if queuedByteCount == 0 { close() }
    }

    private func fail(_ error: LoopError) {
        failure = failure ?? error
        close()
    }

    override func didClose() {
        let delegate = delegate.take()
        queue = []
        delegate?.closed(self, error: failure)
    }
}

extension uv_buf_t {
    /// Bytes that libuv only reads.
    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        self = uv_buf_init(start?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
    }
}
