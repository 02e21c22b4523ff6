package import EventLoop
package import Telemetry

/// A loop's way to PostgreSQL: a few connections that single statements share in pipelines, and a few that
/// transactions borrow. Confined to its loop; to be closed.
///
/// While there is no connection, everything fails at once with `PostgresError.unavailable`; connecting goes
/// on in the background.
package final class Database: SQLExecutor {
    let loop: EventLoop
    let configuration: DatabaseConfiguration
    let catalog: StatementCatalog
    let transactions: TransactionPool
    let log: Log
    let connectionSettings: ConnectionSettings
    private let connections: [PostgresConnection]
    private let connectionGauge: Gauge
    private var readyCount = 0
    private var readiness: [UnsafeContinuation<Void, Never>] = []
    private var canceller: Lane?

    /// Makes the connections, and begins to connect.
    package init(loop: EventLoop, configuration: DatabaseConfiguration, metrics: Metrics, log: Log) {
        loop.preconditionOnLoop()
        self.loop = loop
        self.configuration = configuration
        self.log = log
        let settings = ConnectionSettings(
            url: configuration.url, applicationName: configuration.applicationName,
            statementTimeout: configuration.statementTimeout,
            slowQueryThreshold: configuration.slowQueryThreshold, log: log)
        connectionSettings = settings
        let shared = max(configuration.statementConnections, 1)
        connections = (0..<shared).map { PostgresConnection(loop: loop, settings: settings, slot: $0) }
        let borrowed = (0..<max(configuration.transactionConnections, 1)).map {
            PostgresConnection(loop: loop, settings: settings, slot: shared + $0)
        }
        catalog = StatementCatalog(metrics: metrics)
        transactions = TransactionPool(
            loop: loop, connections: borrowed, waitingLimit: configuration.waitingTransactionLimit,
            waitTimeout: configuration.transactionWaitTimeout, metrics: metrics)
        connectionGauge = metrics.gauge(
            "slipstream_postgres_connections", help: "Connections that are ready.", labels: [:])
        open(connections + borrowed)
    }

    private func open(_ all: [PostgresConnection]) {
        catalog.onEviction = { statement in
            for connection in all { connection.deallocate(statement) }
        }
        for connection in all {
            connection.onStateChange = { [weak self] in self?.stateChanged($0) }
            connection.open()
        }
    }

    /// Ends all connections; what is under way fails.
    package func close() {
        catalog.onEviction = nil
        for connection in connections { connection.close() }
        transactions.close()
        canceller?.stop()
    }

    // MARK: readiness

    /// True when single statements and transactions have a connection each.
    package var isReady: Bool {
        connections.contains { $0.state == .ready } && transactions.hasReadyConnection
    }

    /// The last reason why a connection could not be made.
    package var lastFailure: String {
        connections.last { !$0.lastFailure.isEmpty }?.lastFailure ?? ""
    }

    /// Waits until there are connections; throws `PostgresError.unavailable` when the time is over.
    package func waitUntilReady(within limit: Duration = .seconds(10)) async throws {
        let deadline = loop.now + limit
        while !isReady {
            guard loop.now < deadline else { throw unavailable }
            let timer = loop.schedule(after: deadline - loop.now) { [weak self] in self?.wakeWaiters() }
            await withUnsafeContinuation { readiness.append($0) }
            loop.cancel(timer)
        }
    }

    private func stateChanged(_ connection: PostgresConnection) {
        let ready = connections.filter { $0.state == .ready }.count + transactions.readyCount
        connectionGauge.add(ready - readyCount)
        readyCount = ready
        transactions.stateChanged(connection)
        wakeWaiters()
    }

    private func wakeWaiters() {
        let waiting = readiness
        readiness.removeAll()
        for continuation in waiting { continuation.resume() }
    }

    /// The error of whoever finds no connection.
    var unavailable: PostgresError {
        connections.first?.unavailable(outcomeUnknown: false)
            ?? .unavailable(retryAfter: .seconds(1), outcomeUnknown: false)
    }

    // MARK: statements

    /// Runs one statement.
    package func run(_ sql: SQL, at site: CallSite, timeout: Duration?) async throws -> Rows {
        let bound = bind(sql, at: site)
        let kind: Request.Kind = bound.statement.isSelect ? .shared : .isolated
        let request = Request(kind, bound, submitted: loop.now)
        try await perform(request, over: try leastLoaded(), timeout: timeout)
        return try request.rows()
    }

    /// Sends several statements together.
    package func runBatch(_ statements: [SQL], at site: CallSite, timeout: Duration?) async throws -> [Rows] {
        let bound = statements.map { bind($0, at: site) }
        let request = Request(
            .isolated, bound[0], Array(bound.dropFirst()), principal: bound.count - 1, submitted: loop.now)
        try await perform(request, over: try leastLoaded(), timeout: timeout)
        return try request.allRows()
    }

    func bind(_ sql: SQL, at site: CallSite) -> Request.Bound {
        Request.Bound(statement: catalog.statement(for: sql, at: site), sql: sql)
    }

    func perform(_ request: Request, over connection: PostgresConnection, timeout: Duration?) async throws {
        if let timeout { setDeadline(timeout, for: request, over: connection) }
        connection.submit(request)
        await request.wait()
    }

    private func leastLoaded() throws(PostgresError) -> PostgresConnection {
        var best: PostgresConnection?
        var total = 0
        for connection in connections where connection.state == .ready {
            total += connection.load
            if connection.load < best?.load ?? .max { best = connection }
        }
        guard let best, total < configuration.statementLimit else { throw unavailable }
        return best
    }

    private func setDeadline(_ timeout: Duration, for request: Request, over connection: PostgresConnection) {
        request.deadline = loop.schedule(after: timeout) { [weak self, unowned request] in
            request.deadline = nil
            let mustCancel = request.kind == .session && request.wasSent
            request.settle(.timedOut(statement: request.principal.label))
            if mustCancel { self?.cancel(over: connection) }
        }
    }

    /// Asks the server to end what a borrowed connection is doing. libpq 15 can only do that blocking.
    private func cancel(over connection: PostgresConnection) {
        guard let token = connection.cancelToken() else { return }
        let lane = canceller ?? Lane(name: "pg-cancel", threads: 1, queueLimit: 64)
        canceller = lane
        loop.spawn { try? await lane.run { token.cancel() } }
    }
}
