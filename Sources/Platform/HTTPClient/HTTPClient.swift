package import EventLoop
import Telemetry

/// Requests to other servers, through libcurl on the loop: connections are kept and shared, HTTP/2 is used
/// where it is offered, certificates are always checked, and the environment's proxies are ignored.
package final class HTTPClient {
    /// Who waits for an answer.
    private final class Exchange {
        let id: Int
        let easy: EasyHandle
        let startedAt: Uptime
        let continuation: UnsafeContinuation<Result<IncomingResponse, HTTPClientError>, Never>
        var timer: Timer?
        var isRunning = false

        init(
            id: Int, easy: EasyHandle, startedAt: Uptime,
            continuation: UnsafeContinuation<Result<IncomingResponse, HTTPClientError>, Never>
        ) {
            self.id = id
            self.easy = easy
            self.startedAt = startedAt
            self.continuation = continuation
        }
    }

    private let loop: EventLoop
    private let policy: AddressPolicy
    private let configuration: HTTPClientConfiguration
    private let metrics: HTTPClientMetrics
    private let multi: MultiHandle?
    private var exchanges: [Int: Exchange] = [:]
    private var idsByHandle: [UnsafeMutableRawPointer: Int] = [:]
    private var waitingIDs: [Int] = []
    private var runningCount = 0
    private var lastID = 0
    private var isClosed = false

    /// A client that may connect to the addresses of `policy`; on the loop only.
    package init(
        loop: EventLoop, addresses policy: AddressPolicy = .publicAddressesOnly,
        configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
        metrics: HTTPClientMetrics = HTTPClientMetrics()
    ) {
        loop.preconditionOnLoop()
        self.loop = loop
        self.policy = policy
        self.configuration = configuration
        self.metrics = metrics
        multi = MultiHandle(loop: loop, idleConnectionsLimit: configuration.idleConnectionsLimit)
        multi?.onDone = { [weak self] easy, code in
            guard let self, let exchange = idsByHandle[easy].flatMap({ self.exchanges[$0] }) else { return }
            finish(exchange, exchange.easy.outcome(code))
        }
    }

    /// Requests under way and waiting.
    package var requestCount: Int { exchanges.count }

    /// Sends a request and returns the answer, whatever its status; errors are for when there is none.
    package func send(_ request: OutgoingRequest) async throws(HTTPClientError) -> IncomingResponse {
        loop.preconditionOnLoop()
        let easy: EasyHandle
        do {
            easy = try admit(request)
        } catch {
            metrics.finished(error.kind)
            throw error
        }
        lastID += 1
        let id = lastID
        // The handler may run on any thread; it touches nothing but the loop's inbox until it is on the loop.
        nonisolated(unsafe) let client = self
        let loop = loop
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let exchange = Exchange(id: id, easy: easy, startedAt: loop.now, continuation: continuation)
                begin(exchange, timeout: request.timeout)
            }
        } onCancel: {
            loop.execute { client.abandon(id, .cancelled) }
        }
        return try result.get()
    }

    /// Gives up what is under way and closes all connections.
    package func close() {
        isClosed = true
        for id in exchanges.keys { abandon(id, .closed) }
        multi?.close()
    }

    private func admit(_ request: OutgoingRequest) throws(HTTPClientError) -> EasyHandle {
        if isClosed || multi == nil { throw .closed }
        if Task.isCancelled { throw .cancelled }
        guard
            runningCount < configuration.concurrentRequestsLimit
                || waitingCount < configuration.waitingRequestsLimit
        else { throw .overloaded }
        return try EasyHandle(request, policy: policy, configuration: configuration)
    }

    private var waitingCount: Int { exchanges.count - runningCount }

    private func begin(_ exchange: Exchange, timeout: Duration) {
        let id = exchange.id
        exchanges[id] = exchange
        idsByHandle[exchange.easy.pointer] = id
        metrics.inFlight.add(1)
        exchange.timer = loop.schedule(after: timeout) { [weak self] in self?.abandon(id, .timedOut) }
        if runningCount < configuration.concurrentRequestsLimit {
            start(exchange)
        } else {
            waitingIDs.append(id)
        }
    }

    private func start(_ exchange: Exchange) {
        exchange.isRunning = true
        runningCount += 1
        if multi?.add(exchange.easy) != true { finish(exchange, .failure(.overloaded)) }
    }

    private func abandon(_ id: Int, _ error: HTTPClientError) {
        if let exchange = exchanges[id] { finish(exchange, .failure(error)) }
    }

    private func finish(_ exchange: Exchange, _ result: Result<IncomingResponse, HTTPClientError>) {
        exchanges[exchange.id] = nil
        idsByHandle[exchange.easy.pointer] = nil
        if let timer = exchange.timer { loop.cancel(timer) }
        metrics.inFlight.add(-1)
        metrics.seconds.observe(nanoseconds: loop.now.nanoseconds - exchange.startedAt.nanoseconds)
        switch result {
        case .success(let response): metrics.finished("\(response.status / 100)xx")
        case .failure(let error): metrics.finished(error.kind)
        }
        if exchange.isRunning {
            multi?.remove(exchange.easy)
            runningCount -= 1
        } else {
            waitingIDs.removeAll { $0 == exchange.id }
        }
        exchange.continuation.resume(returning: result)
        startNext()
    }

    private func startNext() {
        while !isClosed, runningCount < configuration.concurrentRequestsLimit, !waitingIDs.isEmpty {
            if let exchange = exchanges[waitingIDs.removeFirst()] { start(exchange) }
        }
    }
}
