import CLibUV
import CSlipstream
import Glibc
import Synchronization

/// One libuv loop on one thread, as a Swift task executor (SE-0417): a task that prefers it never leaves
/// the thread, whatever it awaits.
///
/// Everything that is confined to the loop (sockets, clients, caches) is made and used on its thread, and
/// therefore needs no locks. `execute` and `run` are the doors for other threads, `spawn` the door from
/// callbacks into asynchronous code.
///
/// A turn of the loop: poll the kernel and run its callbacks, run the jobs that these made ready, run the
/// actions set by `onTurnEnd` (so that what was written in one turn goes out together), sleep.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    // Unchecked, because the thread's confinement is enforced by `preconditionOnLoop`, not by the compiler.

    /// The thread's name, for logs and `ps -L`.
    package let name: String

    let clock: LoopClock
    let handle: UnsafeMutablePointer<uv_loop_t>
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: EventLoop.readBufferBytes, alignment: 16)

    private let phases: LoopPhases
    private let inbox = Mutex(Inbox())
    private let thread = Mutex<pthread_t?>(nil)
    private var threadID: pthread_t?
    private var jobs: [UnownedJob] = []
    private var spareJobs: [UnownedJob] = []
    private var turnEndActions: [() -> Void] = []
    private var wheel: TimerWheel<() -> Void>
    private var armedTick: UInt64?
    private var stopping = false

    /// The moment at which the current turn began; read from the kernel once a turn.
    package private(set) var now: Uptime

    /// Called at the end of each turn with the time that it took, for the measure of loop lag.
    package var turnObserver: ((Duration) -> Void)?

    static let readBufferBytes = 64 * 1024
    static let tickNanoseconds: UInt64 = 10_000_000
    private static let maxDrainRounds = 64

    /// Work handed over by other threads.
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var closures: [@Sendable () -> Void] = []
        var closed = false
    }

    private init(name: String, clock: LoopClock) throws(LoopError) {
        self.name = name
        self.clock = clock
        now = clock.now
        wheel = TimerWheel(currentTick: now.nanoseconds / EventLoop.tickNanoseconds)
        handle = .allocate(capacity: 1)
        try LoopError.check(uv_loop_init(handle), during: "loop")
        phases = LoopPhases(handle)
        phases.start(for: self)
        if case .manual(let clock) = clock { clock.attach(self) }
    }

    /// Makes a loop and runs it on a thread of its own, until `stop`.
    package static func start(name: String, clock: LoopClock = .system) throws(LoopError) -> EventLoop {
        // A peer that has gone is an error of the write, not the end of the process; libuv leaves that to us.
        signal(SIGPIPE, SIG_IGN)
        let loop = try EventLoop(name: name, clock: clock)
        let thread = startThread(name: name) { loop.runThread() }
        loop.thread.withLock { $0 = thread }
        return loop
    }

    /// The loop whose thread this is, if any.
    package static var current: EventLoop? {
        currentLoop.value
    }

    /// True on the loop's own thread.
    package var isCurrent: Bool {
        currentLoop.value === self
    }

    /// Traps when called from another thread: what is confined to the loop was about to be shared.
    package func preconditionOnLoop() {
        precondition(isCurrent, "this belongs to the thread of the event loop")
    }

    // MARK: tasks

    /// Takes a job of a task that prefers this loop (SE-0417).
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            jobs.append(job)
            return
        }
        // Woken within the lock, since the handle must not be touched once the loop has ended.
        inbox.withLock { inbox in
            guard !inbox.closed else { return }
            inbox.jobs.append(job)
            if inbox.jobs.count == 1 && inbox.closures.isEmpty { phases.wake() }
        }
    }

    /// Runs a closure soon on the loop's thread; may be called from any thread. Dropped after the loop's end.
    package func execute(_ body: @escaping @Sendable () -> Void) {
        inbox.withLock { inbox in
            guard !inbox.closed else { return }
            inbox.closures.append(body)
            if inbox.closures.count == 1 && inbox.jobs.isEmpty { phases.wake() }
        }
    }

    /// Starts a task that stays on this thread, and may therefore use what is confined to it.
    ///
    /// To be called on the loop only.
    @discardableResult
    package func spawn(_ operation: @escaping () async -> Void) -> Task<Void, Never> {
        preconditionOnLoop()
        let confined = Confined(operation)
        return Task(executorPreference: self) { await confined.value() }
    }

    /// Runs an operation on the loop and returns its value; may be called from any thread or task.
    package func run<Value: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task(executorPreference: self) { try await operation() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Runs an action at the end of this turn, after all jobs: the place to flush what the turn has written.
    package func onTurnEnd(_ action: @escaping () -> Void) {
        preconditionOnLoop()
        turnEndActions.append(action)
    }

    // MARK: time

    /// Calls an action once, on the loop, at least `delay` from now (in ticks of 10 ms).
    @discardableResult
    package func schedule(after delay: Duration, _ action: @escaping () -> Void) -> Timer {
        preconditionOnLoop()
        let deadline = clock.now + delay
        let tick = (deadline.nanoseconds + EventLoop.tickNanoseconds - 1) / EventLoop.tickNanoseconds
        let id = wheel.insert(action, deadlineTick: tick)
        if tick < armedTick ?? UInt64.max { armTimer() }
        return Timer(id: id)
    }

    /// Takes a timer back; harmless when it has fired.
    package func cancel(_ timer: Timer) {
        preconditionOnLoop()
        _ = wheel.remove(timer.id)
    }

    /// Waits; throws `CancellationError` when the task is cancelled meanwhile.
    package func sleep(for duration: Duration) async throws {
        preconditionOnLoop()
        let sleeper = Sleeper()
        let confined = Confined(sleeper)
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
                sleeper.begin(continuation, on: self, for: duration)
            }
        } onCancel: {
            self.execute { confined.value.cancel() }
        }
    }

    func timersMayBeDue() {
        now = clock.now
        armedTick = nil
        for action in wheel.advance(to: now.nanoseconds / EventLoop.tickNanoseconds) { action() }
        armTimer()
    }

    private func armTimer() {
        guard let tick = wheel.nextWakeTick, tick != armedTick else { return }
        armedTick = tick
        guard case .system = clock else { return }
        let wait = Uptime(nanoseconds: tick * EventLoop.tickNanoseconds) - clock.now
        phases.armTimer(milliseconds: wait.wholeNanoseconds / 1_000_000 + 1)
    }

    // MARK: a turn

    /// The kernel has been polled: what its callbacks made ready runs now.
    func polled() {
        drain()
        if let turnObserver { turnObserver(clock.now - now) }
    }

    /// A turn begins: callbacks of this turn see this moment.
    func willPoll() {
        drain()
        phases.keepSpinning(!jobs.isEmpty)
        now = clock.now
    }

    func woken() {
        let (arrivedJobs, closures) = inbox.withLock { inbox in
            let taken = (inbox.jobs, inbox.closures)
            inbox.jobs = []
            inbox.closures = []
            return taken
        }
        jobs.append(contentsOf: arrivedJobs)
        for closure in closures { closure() }
    }

    private func drain() {
        var round = 0
        while round < EventLoop.maxDrainRounds, !jobs.isEmpty || !turnEndActions.isEmpty {
            round += 1
            runJobs()
            if jobs.isEmpty { runTurnEndActions() }
        }
    }

    private func runJobs() {
        swap(&jobs, &spareJobs)
        let executor = asUnownedTaskExecutor()
        for job in spareJobs { job.runSynchronously(on: executor) }
        spareJobs.removeAll(keepingCapacity: true)
    }

    private func runTurnEndActions() {
        let actions = turnEndActions
        turnEndActions.removeAll(keepingCapacity: true)
        for action in actions { action() }
    }

    // MARK: life

    /// Asks the loop to end after this turn; may be called from any thread. Tasks that still wait never
    /// resume.
    package func stop() {
        execute {
            self.stopping = true
            uv_stop(self.handle)
        }
    }

    /// Waits for the end of the loop's thread; from another thread only.
    package func join() {
        let thread = thread.withLock { $0.take() }
        if let thread { pthread_join(thread, nil) }
    }

    private func runThread() {
        currentLoop.value = self
        while !stopping { uv_run(handle, UV_RUN_DEFAULT) }
        inbox.withLock { $0.closed = true }
        phases.closeAll()
        uv_run(handle, UV_RUN_DEFAULT)
        uv_loop_close(handle)
        currentLoop.value = nil
    }

    deinit {
        readBuffer.deallocate()
        handle.deallocate()
    }
}

/// Names a timer of a loop; a value of eight bytes.
package struct Timer: Hashable, Sendable {
    let id: TimerWheel<() -> Void>.ID
}
