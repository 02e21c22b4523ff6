import CLibUV
import Glibc

/// A listening socket of one loop. Every loop of the process listens on the same port (`SO_REUSEPORT`); the
/// kernel spreads the connections.
package final class TCPListener: LoopHandle {
    private var onConnection: ((TCPStream) -> Void)?
    /// The port listened on; the one that the kernel chose where 0 was asked for.
    package private(set) var port: UInt16 = 0

    /// Listens on a numeric address (`0.0.0.0`, `127.0.0.1`, `::`), and hands over each connection.
    package init(
        loop: EventLoop, host: String, port: UInt16, backlog: Int32 = 4096,
        onConnection: @escaping (TCPStream) -> Void
    ) throws(LoopError) {
        super.init(loop: loop, byteCount: MemoryLayout<uv_tcp_t>.size)
        let address = try SocketAddress(host: host, port: port)
        let family = UInt32(address.storage.ss_family)
        try LoopError.check(uv_tcp_init_ex(loop.handle, tcp, family), during: "listen")
        self.onConnection = onConnection
        retainUntilClosed()
        do throws(LoopError) {
            try sharePort()
            try LoopError.check(
                address.withPointer { uv_tcp_bind(tcp, $0, 0) }, during: "bind \(host):\(port)")
            try LoopError.check(startListening(backlog), during: "listen on \(host):\(port)")
            self.port = try TCPListener.boundPort(of: tcp)
        } catch {
            close()
            throw error
        }
    }

    private var tcp: UnsafeMutablePointer<uv_tcp_t> {
        memory.assumingMemoryBound(to: uv_tcp_t.self)
    }

    private var stream: UnsafeMutablePointer<uv_stream_t> {
        memory.assumingMemoryBound(to: uv_stream_t.self)
    }

    private func sharePort() throws(LoopError) {
        var descriptor: uv_os_fd_t = -1
        try LoopError.check(uv_fileno(handle, &descriptor), during: "listen")
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        if setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, size) != 0 {
            throw LoopError(-errno, during: "share the port")
        }
    }

    /// Throws `EADDRINUSE` where somebody listens there already.
    ///
    /// To be asked once for a process: the kernel lets processes of one user share a port as it does loops,
    /// and each would get a part of the connections without a word.
    package static func checkIsFree(host: String, port: UInt16) throws(LoopError) {
        let address = try SocketAddress(host: host, port: port)
        let operation = "listen on \(host):\(port)"
        let probe = socket(Int32(address.storage.ss_family), Int32(SOCK_STREAM.rawValue), 0)
        guard probe >= 0 else { throw LoopError(-errno, during: operation) }
        defer { Glibc.close(probe) }
        // As libuv does: connections of a server that has just ended are no obstacle.
        var on: Int32 = 1
        setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        let length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard address.withPointer({ bind(probe, $0, length) }) == 0 else {
            throw LoopError(-errno, during: operation)
        }
    }

    private func startListening(_ backlog: Int32) -> Int32 {
        uv_listen(stream, backlog) { stream, status in
            guard status == 0, let listener = LoopHandle.owner(of: stream, as: TCPListener.self) else {
                return
            }
            listener.accept()
        }
    }

    private func accept() {
        guard let connection = TCPStream(accepting: stream, on: loop) else { return }
        guard let onConnection else { return connection.close() }
        onConnection(connection)
    }

    private static func boundPort(of tcp: UnsafeMutablePointer<uv_tcp_t>) throws(LoopError) -> UInt16 {
        var address = SocketAddress()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let result = address.withMutablePointer { uv_tcp_getsockname(tcp, $0, &length) }
        try LoopError.check(result, during: "read the port")
        return address.port
    }

    /// Stops listening; connections that were accepted live on.
    package override func close() {
        onConnection = nil
        super.close()
    }
}
