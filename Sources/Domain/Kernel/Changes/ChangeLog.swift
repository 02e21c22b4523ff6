package import EventLoop
package import Redis
package import Telemetry

/// The log of changes in Redis, by which the caches of all loops and processes stay exact.
///
/// Whoever changes something that is cached records it after the commit and before the answer. Whoever is
/// about to answer from a cache reads the head of the log in the same pipeline as everything else it wants of
/// Redis; if the head has moved, the entries since then are fetched and the copies forgotten first. So what
/// was answered before a read began is seen by that read, at the price of one `GET`.
///
/// Without Redis nothing can be checked, and `settle` says so: callers then ask PostgreSQL. After a loss of
/// the connection all copies are forgotten, and caches are not trusted for a quarantine: another loop's
/// connection may still be down, and its entries late. See docs/decisions/0005-feeds-that-never-lie.md.
package final class ChangeLog {
    /// Entries that the log keeps; who is further behind forgets everything.
    package static let lengthLimit = 4096
    /// Entries that wait here while Redis is away; beyond, they become `.everything`.
    package static let pendingLimit = 1000
    /// How long caches are not trusted after a reconnect: longer than a Redis client takes to come back.
    package static let standardQuarantine: Duration = .seconds(5)
    static let retryInterval: Duration = .milliseconds(100)
    static let headKey = "{changes}:head"
    static let entriesKey = "{changes}:entries"

    private let loop: EventLoop
    private let redis: RedisClient
    private let quarantine: Duration
    private let log: Log
    private var listeners: [any ChangeListener] = []
    /// The number of the last entry that was applied; nil when unknown.
    private var applied: Int?
    /// The connection on which `applied` was read.
    private var connection = 0
    private var trustedFrom: Uptime
    private var pending: Set<Change> = []
    private var isRetrying = false
    private var isFetching = false
    private var waiters: [UnsafeContinuation<Void, Never>] = []

    /// Identifies the running Redis server, known while `settle` says yes: what was kept under another may be
    /// old.
    package private(set) var serverID = ""

    /// Makes the log's reader and writer of one loop.
    package init(
        loop: EventLoop, redis: RedisClient, quarantine: Duration = standardQuarantine, log: Log = .silent
    ) {
        self.loop = loop
        self.redis = redis
        self.quarantine = quarantine
        self.log = log
        trustedFrom = loop.now
    }

    /// Adds a cache of this loop.
    package func add(_ listener: any ChangeListener) {
        listeners.append(listener)
    }

    // MARK: writing

    /// Tells all loops and processes of committed changes; returns when every read that begins from now on
    /// will see them. Never fails: without Redis, where nothing cached is shown, they are recorded when it is
    /// back.
    package func record(_ changes: Change...) async {
        await record(changes)
    }

    /// Tells all loops and processes of committed changes.
    package func record(_ changes: [Change]) async {
        guard !changes.isEmpty else { return }
        do {
            try await append(changes)
        } catch {
            postpone(changes)
        }
    }

    /// The same for jobs, which are tried again where this throws: the net for what was changed by a process
    /// that died before it could record it.
    package func append(_ changes: [Change]) async throws(RedisError) {
        _ = try await redis.run(
            ChangeLogScripts.record, keys: [ChangeLog.headKey, ChangeLog.entriesKey],
            arguments: [ChangeLog.lengthLimit] + changes.map(\.text))
    }

    private func postpone(_ changes: [Change]) {
        pending.formUnion(changes)
        if pending.count > ChangeLog.pendingLimit { pending = [.everything] }
        guard !isRetrying else { return }
        isRetrying = true
        loop.schedule(after: ChangeLog.retryInterval) { [weak self] in
            self?.loop.spawn { await self?.retry() }
        }
    }

    private func retry() async {
        let changes = pending
        pending = []
        isRetrying = false
        await record(Array(changes))
    }

    // MARK: reading

    /// A question for the head of the log, on its way in a pipeline.
    package struct Question {
        fileprivate let connection: Int
        fileprivate let applied: Int?
    }

    /// Adds the question to a pipeline; its reply goes to `settle`.
    package func ask(in batch: inout RedisBatch) -> Question {
        batch.append("GET", ChangeLog.headKey)
        return Question(connection: redis.connectionNumber, applied: applied)
    }

    /// Brings the caches of this loop up to the reply; false when they can't be trusted now.
    package func settle(_ question: Question, _ reply: Result<RedisValue, RedisError>) async -> Bool {
        guard case .success(let value) = reply else { return false }
        if connection != question.connection {
            guard await adopt(question.connection) else { return false }
        }
        guard loop.now >= trustedFrom else { return false }
        guard let head = value.integer else { return await fetch() && connection == question.connection }
        if applied == head { return true }
        // A log that went back is another log, unless another reader has moved on meanwhile.
        if let known = question.applied, known > head { forgetEverything() }
        while (applied ?? 0) < head {
            guard await fetch() else { return false }
        }
        return connection == question.connection
    }

    /// Asks, and brings the caches of this loop up to date; false when they can't be trusted now.
    package func settle() async -> Bool {
        var question: Question?
        let replies = try? await redis.pipeline { question = ask(in: &$0) }
        guard let question, let reply = replies?.first else { return false }
        return await settle(question, reply)
    }

    /// A new connection: what was kept is of unknown age, and the server may be another.
    private func adopt(_ number: Int) async -> Bool {
        let isReconnect = connection != 0
        forgetEverything()
        guard let reply = try? await redis.command("INFO", "server"), number == redis.connectionNumber,
            let id = ChangeLogScripts.runID(in: reply.string ?? "")
        else { return false }
        if connection != number {
            serverID = id
            connection = number
            if isReconnect {
                trustedFrom = loop.now + quarantine
                log.info("changes.reconnected")
            }
        }
        return true
    }

    /// Fetches what came since `applied`, once for all who wait.
    private func fetch() async -> Bool {
        if isFetching {
            await withUnsafeContinuation { waiters.append($0) }
            return redis.isAvailable
        }
        isFetching = true
        defer {
            isFetching = false
            let resumed = waiters
            waiters = []
            for waiter in resumed { waiter.resume() }
        }
        let reply = try? await redis.run(
            ChangeLogScripts.since, keys: [ChangeLog.headKey, ChangeLog.entriesKey], arguments: [applied ?? 0]
        )
        guard let parts = reply?.array, let head = parts.first?.integer else { return false }
        apply(parts.count > 1 ? parts[1].array : nil, head: head)
        return true
    }

    private func apply(_ entries: [RedisValue]?, head: Int) {
        if let entries {
            for entry in entries { forget(Change(parsing: entry.string ?? "")) }
        } else {
            forgetEverything()
        }
        applied = head
    }

    private func forgetEverything() {
        applied = nil
        forget(.everything)
    }

    private func forget(_ change: Change) {
        for listener in listeners { listener.forget(change) }
    }
}
