package import EventLoop
package import Telemetry

/// Listens on a port of one loop and has requests answered by a router.
package final class HTTPServer {
    /// The loop on which everything here lives.
    package let loop: EventLoop
    let limits: ServerLimits
    let proxies: TrustedProxies
    let parser: HeadParser
    let date = DateLine()
    let tasks: ServingTasks

    /// True once `drain` was called: every answer ends its connection.
    package private(set) var isDraining = false

    private let router: Router
    private let log: Log
    private let gauges: ServerGauges
    private var ids = RequestIDSource()
    private var listener: TCPListener?
    private var connections: [HTTPConnection] = []
    private var spareBuffers: [[UInt8]] = []
    private var emptyWaiter: UnsafeContinuation<Void, Never>?

    private static let maxSpareBuffers = 64
    private static let maxSpareBufferBytes = 64 * 1024

    /// Listens at once; `port` 0 lets the kernel choose. To be called on the loop.
    package init(
        loop: EventLoop, host: String, port: UInt16, router: Router, limits: ServerLimits = ServerLimits(),
        proxies: TrustedProxies = .none, log: Log = .silent, metrics: Metrics = Metrics()
    ) throws(LoopError) {
        self.loop = loop
        self.router = router
        self.limits = limits
        self.proxies = proxies
        self.log = log
        parser = HeadParser(limits: limits)
        tasks = ServingTasks(loop: loop)
        gauges = ServerGauges(metrics)
        listener = try TCPListener(loop: loop, host: host, port: port) { [weak self] stream in
            if let self { accept(stream) } else { stream.close() }
        }
    }

    /// The port listened on; 0 after `drain`.
    package var port: UInt16 {
        listener?.port ?? 0
    }

    /// Connections that speak HTTP now; those that were upgraded are not counted.
    package var connectionCount: Int {
        connections.count
    }

    /// For tests.
    var allConnections: [HTTPConnection] {
        connections
    }

    // MARK: connections

    private func accept(_ stream: TCPStream) {
        guard connections.count < limits.connections else {
            gauges.rejected.add()
            return stream.close()
        }
        let connection = HTTPConnection(stream, server: self)
        connection.slot = connections.count
        connections.append(connection)
        gauges.connections.add(1)
        connection.start()
    }

    func remove(_ connection: HTTPConnection) {
        guard connection.slot >= 0 else { return }
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.slot] = last
            last.slot = connection.slot
        }
        connection.slot = -1
        gauges.connections.add(-1)
        if connections.isEmpty { emptyWaiter.take()?.resume() }
    }

    // MARK: what connections share

    func nextID() -> RequestID {
        ids.next()
    }

    /// A buffer for answers; connections hold one only while they have something to write.
    func takeBuffer() -> [UInt8] {
        spareBuffers.popLast() ?? []
    }

    func giveBack(_ buffer: consuming [UInt8]) {
        guard spareBuffers.count < HTTPServer.maxSpareBuffers,
            buffer.capacity <= HTTPServer.maxSpareBufferBytes
        else { return }
        spareBuffers.append(buffer)
    }

    /// Answers whatever happens: errors that no middleware mapped become 500.
    func respond(to request: Request) async -> Response {
        do {
            return try await router.handler(for: request)(request)
        } catch let error as any ResponseConvertible {
            return error.response
        } catch {
            log.error("http.unmapped", ["request_id": "\(request.id)", "error": .error(error)])
            return FaultResponse(.internalServerError, "Internal Server Error").response
        }
    }

    func refused(_ error: HeadError) {
        gauges.refused.add()
        log.debug("http.refused", ["reason": "\(error)"])
    }

    func streamFailed(_ error: any Error, id: RequestID) {
        if error is ResponseWriter.Closed { return }
        log.error("http.stream_failed", ["request_id": "\(id)", "error": .error(error)])
    }

    // MARK: the end

    /// Accepts no more, finishes what is being served, closes idle connections; after `limit` closes all.
    package func drain(within limit: Duration) async {
        isDraining = true
        listener?.close()
        listener = nil
        defer { tasks.end() }
        for connection in connections { connection.rest() }
        guard !connections.isEmpty else { return }
        let timer = loop.schedule(after: limit) { [self] in
            for connection in connections { connection.stream.close() }
        }
        await withUnsafeContinuation { emptyWaiter = $0 }
        loop.cancel(timer)
    }
}

/// The server's own figures.
struct ServerGauges {
    let connections: Gauge
    let rejected: Counter
    let refused: Counter

    init(_ metrics: Metrics) {
        connections = metrics.gauge("slipstream_http_connections", help: "Open HTTP connections.")
        rejected = metrics.counter(
            "slipstream_http_rejected_connections_total", help: "Connections closed for want of room.")
        refused = metrics.counter(
            "slipstream_http_refused_requests_total", help: "What was sent and was no request.")
    }
}
