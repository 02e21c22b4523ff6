import EventLoop
import FoundationEssentials
import Kernel
import Telemetry

/// Keeps a loop's list of ended sessions complete: reads all that matter at the start, then the new ones
/// twice a second; what is told through Redis comes at once. So an ended session is refused everywhere within
/// a second, also without Redis.
final class RevocationFeed {
    static let pollInterval: Duration = .milliseconds(500)
    static let sweepInterval: Duration = .seconds(60)
    /// How far back each reading begins: longer than a transaction may take, since its rows are seen only
    /// after its commit, and older than those of a shorter one.
    private static let overlapSeconds = 30.0

    private let loop: EventLoop
    private let store: RevocationStore
    private let list: RevocationList
    private let clock: WallClock
    private let log: Log
    private var readUntil = Date.distantPast
    private var isFailing = false
    private var isStopped = false
    private var lastSweep: Uptime

    init(loop: EventLoop, store: RevocationStore, list: RevocationList, clock: WallClock, log: Log) {
        self.loop = loop
        self.store = store
        self.list = list
        self.clock = clock
        self.log = log
        lastSweep = loop.now
    }

    /// Begins to listen, and reads all that matter; what can't be read now is read by the next polling, and
    /// until then the list says that it isn't complete.
    func start() async {
        store.subscribe { [weak self] message in
            self?.list.insert(message.session, relevantUntil: message.relevantUntilSeconds)
        }
        await poll()
    }

    /// Ends the polling.
    func stop() {
        isStopped = true
    }

    private func poll() async {
        do {
            if list.isComplete { try await readRecent() } else { try await readAll() }
            isFailing = false
        } catch {
            if !isFailing, !isStopped { log.warning("revocations.unreadable", ["error": .error(error)]) }
            isFailing = true
        }
        sweep()
        guard !isStopped else { return }
        loop.schedule(after: RevocationFeed.pollInterval) { [weak self] in
            guard let self, !isStopped else { return }
            loop.spawn { await self.poll() }
        }
    }

    private func readAll() async throws {
        readUntil = try await store.now()
        var last = SessionID(0)
        while true {
            let batch = try await store.relevant(above: last)
            add(batch)
            guard batch.count == RevocationStore.maximumBatch, let end = batch.last else { break }
            last = end.session
        }
        list.isComplete = true
    }

    private func readRecent() async throws {
        var since = readUntil.addingTimeInterval(-RevocationFeed.overlapSeconds)
        while true {
            let batch = try await store.recent(since: since)
            add(batch)
            if let end = batch.last, end.revokedAt > readUntil { readUntil = end.revokedAt }
            guard batch.count == RevocationStore.maximumBatch, let end = batch.last, end.revokedAt > since
            else { break }
            since = end.revokedAt
        }
    }

    /// Adds ends of sessions that this loop has brought about or read.
    func add(_ revocations: [Revocation]) {
        for revocation in revocations {
            list.insert(revocation.session, relevantUntil: revocation.relevantUntilSeconds)
        }
    }

    private func sweep() {
        guard loop.now - lastSweep >= RevocationFeed.sweepInterval else { return }
        lastSweep = loop.now
        list.removeExpired(now: clock.unixSeconds)
        if list.count > RevocationList.expectedMaximum {
            log.warning("revocations.many", ["count": .int(list.count)])
        }
    }
}
