import CLibPQ
import EventLoop
import Telemetry

/// One connection in pipeline mode: many tasks send their statements over it without waiting for each other.
///
/// Statements are handed to libpq at the end of the loop's turn, in groups that end with a sync. What stands
/// between two syncs is one implicit transaction to the server, and stands or falls together. So a group is a
/// single request, or plain `SELECT`s of several tasks; nobody is answered before the sync; and when one of a
/// group fails, nothing of the group has happened, and the others are run again, each in a group of its own.
///
/// Confined to its loop. Reconnects by itself until closed; what was under way then is never sent again.
final class PostgresConnection {
    enum State: Equatable {
        case connecting
        case ready
        case down(retryAt: Uptime)
        case closed
    }

    /// What the server's answers are for, in the order of libpq's command queue.
    enum Entry {
        case prepare(Statement, Request)
        case execute(Request, index: Int)
        case discard
        case sync
    }

    let loop: EventLoop
    let settings: ConnectionSettings
    /// Tells the connections of a `Database` apart.
    let slot: Int
    /// Counts the times it connected: prepared statements belong to one life.
    private(set) var life = 0
    private(set) var state = State.closed
    private(set) var handle: OpaquePointer?
    private var watcher: DescriptorWatcher?
    private var timer: Timer?
    private var attempts = 0

    var pending = Queue<Request>()
    var inFlight = Queue<Entry>()
    /// Requests of the group whose answers are being read, and what went wrong in it.
    var group: [Request] = []
    var groupFault: (request: Request, error: PostgresError, isStale: Bool)?
    var entryHasResult = false
    var flushIsScheduled = false
    var outputIsBlocked = false
    /// When the server was last heard of while something was under way.
    var lastProgress = Uptime(nanoseconds: 0)
    private var watchdog: Timer?
    var parameters = ParameterScratch()
    /// The script that is running instead of the pipeline.
    var script: Script?
    var scriptName = ""

    /// Called when `state` has changed.
    var onStateChange: ((PostgresConnection) -> Void)?
    /// The last reason for a failure to connect, without data.
    private(set) var lastFailure = ""

    init(loop: EventLoop, settings: ConnectionSettings, slot: Int) {
        self.loop = loop
        self.settings = settings
        self.slot = slot
    }

    /// How many requests wait or are under way.
    var load: Int { pending.count + inFlight.count }

    func open() {
        loop.preconditionOnLoop()
        precondition(state == .closed, "opened twice")
        connect()
    }

    /// Ends the connection for good; what is under way fails.
    func close() {
        guard state != .closed else { return }
        release()
        change(to: .closed)
        failAll()
    }

    // MARK: connecting

    private func connect() {
        life += 1
        change(to: .connecting)
        handle = settings.beginConnecting()
        timer = loop.schedule(after: ConnectionSettings.connectTimeout) { [weak self] in
            self?.lose("connecting took too long")
        }
        guard let handle, PQstatus(handle) != CONNECTION_BAD else { return lose(failureReason) }
        awaitConnecting(.writable)
    }

    /// libpq may use another socket at each step (several hosts, TLS refused), so each step is watched anew.
    private func awaitConnecting(_ interest: Readiness) {
        watcher?.close()
        watcher = try? DescriptorWatcher(loop: loop, descriptor: PQsocket(handle)) { [weak self] _ in
            self?.advanceConnecting()
        }
        guard let watcher else { return lose("the socket cannot be watched") }
        watcher.watch(interest)
    }

    private func advanceConnecting() {
        switch PQconnectPoll(handle) {
        case PGRES_POLLING_READING: awaitConnecting(.readable)
        case PGRES_POLLING_WRITING: awaitConnecting(.writable)
        case PGRES_POLLING_OK: becomeReady()
        default: lose(failureReason)
        }
    }

    private func becomeReady() {
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            return lose("no pipeline")
        }
        if let timer { loop.cancel(timer) }
        timer = nil
        attempts = 0
        watcher?.close()
        watcher = try? DescriptorWatcher(loop: loop, descriptor: PQsocket(handle)) { [weak self] readiness in
            self?.socketIsReady(readiness)
        }
        guard let watcher else { return lose("the socket cannot be watched") }
        watcher.watch(.readable)
        change(to: .ready)
        scheduleFlush()
    }

    private var failureReason: String {
        let text = handle.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? "out of memory"
        return String(text.prefix(500)).trimmingNewlines
    }

    // MARK: losing

    /// Gives the connection up: what is under way fails, and a new attempt is set for later.
    func lose(_ reason: String) {
        guard state != .closed else { return }
        lastFailure = reason
        release()
        attempts += 1
        let wait = ConnectionSettings.backOff(attempt: attempts)
        settings.log.warning(
            "postgres.connection_lost",
            ["reason": .string(reason), "attempt": .init(attempts), "retry_seconds": .seconds(wait)])
        timer = loop.schedule(after: wait) { [weak self] in self?.connect() }
        change(to: .down(retryAt: loop.now + wait))
        failAll()
    }

    private func release() {
        if let timer { loop.cancel(timer) }
        if let watchdog { loop.cancel(watchdog) }
        timer = nil
        watchdog = nil
        watcher?.close()
        watcher = nil
        if let handle { PQfinish(handle) }
        handle = nil
        outputIsBlocked = false
        entryHasResult = false
    }

    private func failAll() {
        let sent = inFlight.removeAll()
        let unsent = pending.removeAll()
        let halfRead = group
        group.removeAll()
        groupFault = nil
        for request in halfRead { request.settle(unavailable(outcomeUnknown: true)) }
        for case .execute(let request, _) in sent { request.settle(unavailable(outcomeUnknown: true)) }
        let script = script.take()
        script?.settle(unavailable(outcomeUnknown: true))
        for request in unsent { request.settle(unavailable(outcomeUnknown: false)) }
    }

    /// True between `BEGIN` and the end, when nothing is under way.
    var isInTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_INTRANS }

    func unavailable(outcomeUnknown: Bool) -> PostgresError {
        var wait = Duration.seconds(1)
        if case .down(let moment) = state { wait = max(wait, moment - loop.now) }
        return .unavailable(retryAfter: wait, outcomeUnknown: outcomeUnknown)
    }

    private func change(to state: State) {
        self.state = state
        onStateChange?(self)
    }

    // MARK: watching

    func watchOutput(_ isBlocked: Bool) {
        outputIsBlocked = isBlocked
        watcher?.watch(isBlocked ? [.readable, .writable] : .readable)
    }

    /// A server that says nothing for longer than it may take for a statement is gone.
    func startWatchdog() {
        guard watchdog == nil, settings.statementTimeout > .zero else { return }
        let limit = settings.statementTimeout + ConnectionSettings.silenceGrace
        watchdog = loop.schedule(after: limit) { [weak self] in
            guard let self else { return }
            watchdog = nil
            guard !inFlight.isEmpty else { return }
            if loop.now - lastProgress >= limit { return lose("the server is silent") }
            startWatchdog()
        }
    }
}

extension String {
    fileprivate var trimmingNewlines: String {
        split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
