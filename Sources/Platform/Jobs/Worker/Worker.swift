package import EventLoop
package import Postgres
package import Telemetry

/// Claims jobs in batches and runs their handlers, on its loop, until it is stopped.
///
/// Its lease, renewed every second, covers all jobs that it has claimed. When the process dies, the lease
/// runs out and others take the jobs over. A worker that was only cut off finds its claims gone, and what it
/// still finishes then has no effect on the queue.
package final class Worker {
    let loop: EventLoop
    let name: String
    let configuration: WorkerConfiguration
    let queue: JobQueue
    let handlers: [String: JobHandler]
    let measures: WorkerMeasures
    let log: Log
    private let doorbell: Doorbell
    private var listener: Int?

    private(set) var id: Int64?
    private var aliveSince: Uptime?
    private var mustReconcile = false
    private var isStopping = false
    private var isAbandoning = false
    private var heartbeatTimer: Timer?
    private var pollTimer: Timer?
    private var lastMeasure: Uptime?

    var running: [RunKey: RunningJob] = [:]
    var runningCounts: [String: Int] = [:]
    private var settlements: [Settlement] = []
    /// The last place that was claimed of each kind, while there is a backlog.
    private var progress: [String: ClaimedJob.Place] = [:]
    private var isClaiming = false
    private var isSettling = false
    /// True when the last batch was full, so that there is probably more.
    private var expectsMore = true
    private var whenIdle: [UnsafeContinuation<Void, Never>] = []

    /// One attempt: after a lost lease, two attempts at one job can be under way here.
    struct RunKey: Hashable {
        let id: Int64
        let attempt: Int

        init(_ job: ClaimedJob) {
            id = job.id
            attempt = job.attempt
        }
    }

    struct RunningJob {
        let worker: Int64
        let task: Task<Void, Never>
    }

    /// `name` tells workers apart in `jobs.worker`. Works on the database's loop.
    package init(
        name: String, database: Database, registry: JobRegistry, doorbell: Doorbell, loop: EventLoop,
        configuration: WorkerConfiguration = .init(), metrics: Metrics, log: Log
    ) {
        self.name = name
        self.loop = loop
        self.configuration = configuration
        self.doorbell = doorbell
        self.log = log
        queue = JobQueue(database: database)
        handlers = registry.handlers
        measures = WorkerMeasures(metrics: metrics, kinds: registry.handlerNames)
    }

    /// How many jobs are under way.
    package var runningCount: Int { running.count }

    // MARK: life

    /// Begins to work; goes on through outages of the database.
    package func start() {
        loop.preconditionOnLoop()
        precondition(listener == nil, "started twice")
        let (number, rings) = doorbell.listen()
        listener = number
        loop.spawn { [weak self] in
            for await _ in rings { self?.ring() }
        }
        heartbeat()
        poll()
    }

    /// Stops claiming, waits for what is under way at most `limit`, and hands the rest back.
    package func stop(within limit: Duration = .seconds(20)) async {
        isStopping = true
        if let listener { doorbell.stopListening(listener) }
        if let pollTimer { loop.cancel(pollTimer) }
        let deadline = loop.schedule(after: limit) { [weak self] in self?.wakeIdleWaiters() }
        if !isIdle { await withUnsafeContinuation { whenIdle.append($0) } }
        loop.cancel(deadline)
        if let heartbeatTimer { loop.cancel(heartbeatTimer) }
        // What is cancelled has not been done, whatever its handler makes of that.
        isAbandoning = true
        for entry in running.values { entry.task.cancel() }
        guard let id else { return }
        do {
            try await queue.unregister(worker: id)
        } catch {
            // The lease runs out by itself.
            log.warning("jobs.unregister_failed", ["worker": .string(name), "error": .error(error)])
        }
        self.id = nil
    }

    private var isIdle: Bool { running.isEmpty && settlements.isEmpty && !isSettling && !isClaiming }

    private func wakeIdleWaiters() {
        let waiting = whenIdle
        whenIdle.removeAll()
        for continuation in waiting { continuation.resume() }
    }

    private func didBecomeIdleMaybe() {
        if isStopping, isIdle { wakeIdleWaiters() }
    }

    // MARK: the lease

    private func heartbeat() {
        loop.spawn { [self] in
            do {
                try await beat()
            } catch {
                aliveSince = nil
                log.warning("jobs.heartbeat_failed", ["worker": .string(name), "error": .error(error)])
            }
            guard id != nil || !isStopping else { return }
            heartbeatTimer = loop.schedule(after: configuration.heartbeatInterval) { [weak self] in
                self?.heartbeat()
            }
        }
    }

    private func beat() async throws {
        let began = loop.now
        if let id, try await queue.renew(worker: id, lease: configuration.lease) {
            try await takeCare(of: id)
        } else if !isStopping {
            if id != nil { log.warning("jobs.lease_lost", ["worker": .string(name)]) }
            id = try await queue.register(name: name, lease: configuration.lease)
            aliveSince = began
            ring()
        }
        if aliveSince == nil { aliveSince = began }
    }

    private func takeCare(of id: Int64) async throws {
        if mustReconcile, !isClaiming {
            // Nothing may be claimed meanwhile: it would be unknown too.
            isClaiming = true
            defer { isClaiming = false }
            let known = running.keys.map(\.id) + settlements.map(\.job.id)
            try await queue.releaseUnknown(worker: id, known: known)
            mustReconcile = false
        }
        // After an outage all leases have run out: the others get the time to renew theirs.
        if let aliveSince, loop.now - aliveSince >= configuration.lease {
            let count = try await queue.releaseJobsOfDeadWorkers()
            if count > 0 {
                log.warning("jobs.taken_over", ["count": .init(count)])
                doorbell.ring()
            }
        }
        if lastMeasure.map({ loop.now - $0 >= configuration.measureInterval }) ?? true {
            lastMeasure = loop.now
            measures.set(try await queue.depth())
        }
    }

    // MARK: claiming

    /// Somebody has asked for a job.
    func ring() {
        expectsMore = true
        claimIfUseful()
    }

    private func poll() {
        pollTimer = loop.schedule(after: configuration.pollInterval) { [weak self] in
            guard let self, !isStopping else { return }
            settleIfNeeded()
            progress.removeAll()
            ring()
            poll()
        }
    }

    /// Claims when there are places for a batch, not for each place that becomes free.
    private func claimIfUseful() {
        let places = configuration.concurrencyLimit - running.count
        guard !isStopping, !isClaiming, expectsMore, let id, places > 0,
            running.isEmpty || places * 2 >= configuration.concurrencyLimit
        else { return }
        let wishes = wishes(places: places)
        guard !wishes.isEmpty else { return }
        isClaiming = true
        expectsMore = false
        loop.spawn { [self] in
            do {
                let jobs = try await queue.claim(worker: id, wishes: wishes, limit: places)
                note(jobs, places: places)
                for job in jobs { start(job, worker: id) }
            } catch {
                mustReconcile = true
                log.warning("jobs.claim_failed", ["worker": .string(name), "error": .error(error)])
            }
            isClaiming = false
            claimIfUseful()
            didBecomeIdleMaybe()
        }
    }

    private func wishes(places: Int) -> [JobQueue.Wish] {
        handlers.values.compactMap { handler in
            let free = handler.concurrencyLimit - runningCounts[handler.name, default: 0]
            guard free > 0 else { return nil }
            return .init(kind: handler.name, places: min(free, places), behind: progress[handler.name])
        }
    }

    /// While there is a backlog, the next claim begins behind this one: in front of it the index is full of
    /// what has been deleted and not yet vacuumed. What came in there meanwhile is found at the next poll.
    private func note(_ jobs: [ClaimedJob], places: Int) {
        var counts: [String: Int] = [:]
        for job in jobs { counts[job.kind, default: 0] += 1 }
        let isBatchFull = jobs.count == places
        for (kind, count) in counts {
            let isKindFull = count + runningCounts[kind, default: 0] >= handlers[kind]?.concurrencyLimit ?? 0
            guard isBatchFull || isKindFull else { continue }
            expectsMore = true
            let last = jobs.filter { $0.kind == kind }.map(\.place).max { $0 < $1 }
            progress[kind] = last
        }
        if !expectsMore, !progress.isEmpty {
            progress.removeAll()
            expectsMore = true
        }
    }

    // MARK: settling

    func settle(_ settlement: Settlement?, of job: ClaimedJob) {
        running[RunKey(job)] = nil
        runningCounts[job.kind, default: 1] -= 1
        if let settlement, !isAbandoning { settlements.append(settlement) }
        settleIfNeeded()
        claimIfUseful()
        didBecomeIdleMaybe()
    }

    /// One batch at a time: what ends meanwhile goes with the next.
    private func settleIfNeeded() {
        guard !isSettling, !settlements.isEmpty else { return }
        isSettling = true
        let batch = settlements
        settlements.removeAll()
        loop.spawn { [self] in
            do {
                try await queue.settle(batch)
                isSettling = false
                settleIfNeeded()
            } catch {
                // Kept, and tried again at the next poll; running a job again meanwhile would do no harm
                // either.
                log.warning("jobs.settle_failed", ["worker": .string(name), "error": .error(error)])
                settlements = batch + settlements
                isSettling = false
            }
            didBecomeIdleMaybe()
        }
    }
}
