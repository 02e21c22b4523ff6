package import EventLoop
package import Kernel

/// Counts requests against limits, on one loop, together with all other loops and servers.
///
/// Requests are counted here at once, and told to Redis in batches, five times a second; the answer has the
/// totals of all. A subject of which the others don't know a hundredth of its limit (divided among the loops)
/// is told at once, and waits for the answer: so the limit is kept within two in a hundred, and who stays far
/// below it never waits. Without Redis each loop counts alone.
package final class RateLimiter {
    /// Subjects that one loop remembers.
    static let maximumSubjects = 50_000
    private static let maximumFinalFlushes = 25
    static let flushInterval: Duration = .milliseconds(200)

    private let loop: EventLoop
    private let store: RateStore?
    private let clock: WallClock
    private let loopCount: Int
    private var counters: [RateSubject: RateCounter] = [:]
    private var listed: [RateCounter] = []
    private var isFlushing = false
    private var isTimerSet = false
    private var waiters: [UnsafeContinuation<Void, Never>] = []

    /// Makes the limiter of one of `loopCount` loops; without a store it counts alone.
    package init(loop: EventLoop, store: RateStore?, clock: WallClock, loopCount: Int) {
        self.loop = loop
        self.store = store
        self.clock = clock
        self.loopCount = max(1, loopCount)
    }

    /// Counts a request and says whether it may go on.
    ///
    /// With `closed`, a loop that counts alone gives away only its part of the limit.
    package func admit(
        _ subject: RateSubject, _ limit: RateLimit, isRead: Bool = false, closed: Bool = false
    ) async -> RateDecision {
        if let decision = admitNow(subject, limit, isRead: isRead, closed: closed) { return decision }
        return await settle(subject, limit, isRead: isRead)
    }

    /// Counts a request and says whether it may go on; nil when that can't be said before the others' counts
    /// are known: then `settle` has to be called.
    func admitNow(
        _ subject: RateSubject, _ limit: RateLimit, isRead: Bool, closed: Bool = false
    ) -> RateDecision? {
        let now = clock.unixSeconds
        let counter = counter(for: subject, RateWindows(unixSeconds: now))
        counter.count(isRead: isRead)
        list(counter)
        let usage = counter.usage
        guard let store, store.isAvailable else {
            let limit = closed ? limit.divided(among: loopCount) : limit
            return RateDecision(usage, limit, isRead: isRead, unixSeconds: now)
        }
        if counter.unacknowledged >= slack(of: limit), !usage.exceeds(limit, isRead: isRead) { return nil }
        return RateDecision(usage, limit, isRead: isRead, unixSeconds: now)
    }

    /// Says whether a request that was counted may go on, after telling the others.
    func settle(_ subject: RateSubject, _ limit: RateLimit, isRead: Bool) async -> RateDecision {
        let now = clock.unixSeconds
        let counter = counter(for: subject, RateWindows(unixSeconds: now))
        await flush()
        // A flush that was under way had begun before this request was counted.
        if counter.unacknowledged >= slack(of: limit) { await flush() }
        return RateDecision(counter.usage, limit, isRead: isRead, unixSeconds: now)
    }

    /// Forgets what a subject has asked: a try has shown that it wasn't a guess.
    package func forget(_ subject: RateSubject) {
        let windows = RateWindows(unixSeconds: clock.unixSeconds)
        counters[subject]?.reset()
        store?.forget(subject, windows)
    }

    /// Tells Redis what waits; for a stop in good order.
    package func finish() async {
        for _ in 0..<RateLimiter.maximumFinalFlushes where !listed.isEmpty && store?.isAvailable == true {
            await flush()
        }
    }

    private func slack(of limit: RateLimit) -> Int {
        max(1, limit.quarterHour / (100 * loopCount))
    }

    // MARK: counters

    private func counter(for subject: RateSubject, _ windows: RateWindows) -> RateCounter {
        if let known = counters[subject] {
            known.roll(to: windows)
            return known
        }
        if counters.count >= RateLimiter.maximumSubjects { makeRoom() }
        let counter = RateCounter(subject: subject, windows: windows)
        counters[subject] = counter
        return counter
    }

    /// Forgets who has nothing to tell: Redis knows them. When that is nobody, Redis is away, and all are
    /// forgotten.
    private func makeRoom() {
        counters = counters.filter { $0.value.isListed }
        guard counters.count >= RateLimiter.maximumSubjects else { return }
        counters = [:]
        listed = []
    }

    private func list(_ counter: RateCounter) {
        guard store != nil else { return }
        if !counter.isListed {
            counter.isListed = true
            listed.append(counter)
        }
        setTimer()
    }

    private func setTimer() {
        guard !isTimerSet else { return }
        isTimerSet = true
        loop.schedule(after: RateLimiter.flushInterval) { [weak self] in
            guard let self else { return }
            isTimerSet = false
            loop.spawn { await self.flush() }
        }
    }

    // MARK: telling

    private func flush() async {
        if isFlushing {
            await withUnsafeContinuation { waiters.append($0) }
            return
        }
        guard let store, !listed.isEmpty else { return }
        isFlushing = true
        let batch = Array(listed.prefix(RateStore.maximumBatch))
        listed.removeFirst(batch.count)
        await send(batch, to: store)
        isFlushing = false
        if !listed.isEmpty { setTimer() }
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume() }
    }

    private func send(_ batch: [RateCounter], to store: RateStore) async {
        let windows = RateWindows(unixSeconds: clock.unixSeconds)
        for counter in batch {
            counter.isListed = false
            counter.roll(to: windows)
        }
        let additions = batch.map { counter in
            RateStore.Addition(subject: counter.subject, windows: windows, usage: counter.beginSending())
        }
        let totals = (try? await store.add(additions)) ?? []
        for (index, counter) in batch.enumerated() {
            if totals.indices.contains(index), let total = totals[index] {
                counter.acknowledge(total: total, in: windows)
            } else {
                counter.failSending()
                list(counter)
            }
        }
    }
}
