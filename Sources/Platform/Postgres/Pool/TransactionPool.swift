import EventLoop
import Telemetry

/// The connections that transactions borrow, and those who wait for one, first come, first served.
final class TransactionPool {
    private final class Waiter {
        var connection: PostgresConnection?
        var error: PostgresError?
        var isDone = false
        var continuation: UnsafeContinuation<Void, Never>?

        func end() {
            isDone = true
            continuation?.resume()
            continuation = nil
        }
    }

    private let loop: EventLoop
    private let connections: [PostgresConnection]
    private let waitingLimit: Int
    private let waitTimeout: Duration
    private var free: [PostgresConnection] = []
    private var borrowed: Set<Int> = []
    private var waiters = Queue<Waiter>()
    private var waitingCount = 0
    private let borrowedGauge: Gauge
    private let waitingGauge: Gauge
    private let waitHistogram: Histogram

    init(
        loop: EventLoop, connections: [PostgresConnection], waitingLimit: Int, waitTimeout: Duration,
        metrics: Metrics
    ) {
        self.loop = loop
        self.connections = connections
        self.waitingLimit = waitingLimit
        self.waitTimeout = waitTimeout
        borrowedGauge = metrics.gauge(
            "slipstream_postgres_transactions_open", help: "Connections borrowed by transactions.")
        waitingGauge = metrics.gauge(
            "slipstream_postgres_transactions_waiting", help: "Transactions that wait for a connection.")
        waitHistogram = metrics.histogram(
            "slipstream_postgres_transaction_wait_seconds",
            help: "How long transactions waited for a connection.")
    }

    var readyCount: Int { connections.filter { $0.state == .ready }.count }
    var hasReadyConnection: Bool { connections.contains { $0.state == .ready } }

    /// A connection, to be given back. Throws `unavailable` when none is connected, too many wait, or the
    /// wait takes too long.
    func borrow() async throws -> PostgresConnection {
        if let connection = takeFree() {
            waitHistogram.observe(nanoseconds: 0)
            return connection
        }
        guard hasReadyConnection, waitingCount < waitingLimit else { throw unavailable }
        let waiter = Waiter()
        let began = loop.now
        let timer = loop.schedule(after: waitTimeout) { [unavailable] in
            guard !waiter.isDone else { return }
            waiter.error = unavailable
            waiter.end()
        }
        count(waiting: 1)
        waiters.append(waiter)
        await withUnsafeContinuation { waiter.continuation = $0 }
        count(waiting: -1)
        loop.cancel(timer)
        waitHistogram.observe(nanoseconds: (loop.now - began).wholeNanoseconds)
        guard let connection = waiter.connection else { throw waiter.error ?? unavailable }
        return connection
    }

    func giveBack(_ connection: PostgresConnection) {
        borrowed.remove(connection.slot)
        borrowedGauge.add(-1)
        if connection.state == .ready { offer(connection) }
    }

    func stateChanged(_ connection: PostgresConnection) {
        guard connections.contains(where: { $0 === connection }) else { return }
        if connection.state == .ready {
            if !borrowed.contains(connection.slot) { offer(connection) }
            return
        }
        free.removeAll { $0 === connection }
        if !hasReadyConnection { refuseWaiters() }
    }

    func close() {
        for connection in connections { connection.close() }
        refuseWaiters()
    }

    private func takeFree() -> PostgresConnection? {
        guard let connection = free.popLast() else { return nil }
        markBorrowed(connection)
        return connection
    }

    private func offer(_ connection: PostgresConnection) {
        while let waiter = waiters.popFirst() {
            guard !waiter.isDone else { continue }
            markBorrowed(connection)
            waiter.connection = connection
            return waiter.end()
        }
        if !free.contains(where: { $0 === connection }) { free.append(connection) }
    }

    private func markBorrowed(_ connection: PostgresConnection) {
        borrowed.insert(connection.slot)
        borrowedGauge.add(1)
    }

    private func refuseWaiters() {
        while let waiter = waiters.popFirst() {
            guard !waiter.isDone else { continue }
            waiter.error = unavailable
            waiter.end()
        }
    }

    private func count(waiting change: Int) {
        waitingCount += change
        waitingGauge.add(change)
    }

    private var unavailable: PostgresError {
        connections.first?.unavailable(outcomeUnknown: false)
            ?? .unavailable(retryAfter: .seconds(1), outcomeUnknown: false)
    }
}
