import CSlipstream
import Glibc
import Synchronization

/// Why a lane did not take a piece of work.
package enum LaneError: Error, Equatable {
    /// The queue has reached its limit.
    case full
    /// The lane has been stopped.
    case stopped
}

/// A few threads for work that blocks or computes (files, password hashes, parsing), with a bounded queue
/// and a lower priority than the loops.
package final class Lane: Sendable {
    private struct State {
        var queue: [@Sendable () -> Void] = []
        var firstWaiting = 0
        var stopped = false

        var waitingCount: Int { queue.count - firstWaiting }

        mutating func takeFirst() -> (@Sendable () -> Void)? {
            guard firstWaiting < queue.count else { return nil }
            defer {
                firstWaiting += 1
                if firstWaiting == queue.count || firstWaiting > 1024 {
                    queue.removeFirst(firstWaiting)
                    firstWaiting = 0
                }
            }
            return queue[firstWaiting]
        }
    }

    private let queueLimit: Int
    private let state = Mutex(State())
    private let arrivals = Semaphore()
    private let threads = Mutex<[pthread_t]>([])

    /// Starts the threads. `nice` lowers their priority, from 0 (as the loops) to 19.
    package init(name: String, threads count: Int, queueLimit: Int, nice: Int = 10) {
        self.queueLimit = queueLimit
        let started = (0..<count).map { index in
            startThread(name: "\(name)-\(index)") { [self] in
                slipstream_set_thread_nice(Int32(nice))
                work()
            }
        }
        threads.withLock { $0 = started }
    }

    /// How many pieces of work wait for a thread.
    package var waitingCount: Int {
        state.withLock { $0.waitingCount }
    }

    /// Does the work on one of the lane's threads; the caller resumes where it was, on its loop.
    ///
    /// Throws `LaneError.full` at once when the queue has reached its limit.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
            let refusal = enqueue { continuation.resume(with: Result(catching: work)) }
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }

    private func enqueue(_ work: @escaping @Sendable () -> Void) -> LaneError? {
        let refusal: LaneError? = state.withLock { state in
            if state.stopped { return .stopped }
            if state.waitingCount >= queueLimit { return .full }
            state.queue.append(work)
            return nil
        }
        if refusal == nil { arrivals.signal() }
        return refusal
    }

    private func work() {
        while true {
            arrivals.wait()
            let (next, stopped) = state.withLock { ($0.takeFirst(), $0.stopped) }
            if let next { next() } else if stopped { return }
        }
    }

    /// Refuses new work, finishes what is queued, and waits for the threads to end.
    package func stop() {
        state.withLock { $0.stopped = true }
        let ending = threads.withLock { threads in
            let taken = threads
            threads = []
            return taken
        }
        for _ in ending { arrivals.signal() }
        for thread in ending { pthread_join(thread, nil) }
    }
}

/// A POSIX counting semaphore.
private final class Semaphore: @unchecked Sendable {
    // Unchecked, because `sem_t` is safe to share by definition, which the compiler can't know.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        sem_init(semaphore, 0, 0)
    }

    func signal() {
        sem_post(semaphore)
    }

    func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }
}
