import CLibUV

/// The libuv handles through which a loop takes part in its own turns: prepare, check, idle, async and timer.
final class LoopPhases {
    private let loop: UnsafeMutablePointer<uv_loop_t>
    private let prepare = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
    private let check = UnsafeMutablePointer<uv_check_t>.allocate(capacity: 1)
    private let idle = UnsafeMutablePointer<uv_idle_t>.allocate(capacity: 1)
    private let async = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
    private let timer = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    private var isSpinning = false

    init(_ loop: UnsafeMutablePointer<uv_loop_t>) {
        self.loop = loop
        uv_prepare_init(loop, prepare)
        uv_check_init(loop, check)
        uv_idle_init(loop, idle)
        uv_timer_init(loop, timer)
        uv_async_init(loop, async) { handle in loopOwning(handle?.pointee.data)?.woken() }
    }

    /// Connects the handles with the loop that owns them and outlives them.
    func start(for owner: EventLoop) {
        let context = Unmanaged.passUnretained(owner).toOpaque()
        prepare.pointee.data = context
        check.pointee.data = context
        idle.pointee.data = context
        async.pointee.data = context
        timer.pointee.data = context
        uv_prepare_start(prepare) { handle in loopOwning(handle?.pointee.data)?.willPoll() }
        uv_check_start(check) { handle in loopOwning(handle?.pointee.data)?.polled() }
    }

    /// Ends the kernel's wait; the one call here that is allowed from any thread.
    func wake() {
        uv_async_send(async)
    }

    /// While jobs are left over, the loop polls without waiting.
    func keepSpinning(_ wanted: Bool) {
        guard wanted != isSpinning else { return }
        isSpinning = wanted
        if wanted { uv_idle_start(idle) { _ in } } else { uv_idle_stop(idle) }
    }

    func armTimer(milliseconds: UInt64) {
        uv_timer_start(
            timer, { handle in loopOwning(handle?.pointee.data)?.timersMayBeDue() }, milliseconds, 0)
    }

    /// Closes every handle of the loop, its own and those of sockets that are still open.
    func closeAll() {
        uv_walk(
            loop,
            { handle, _ in
                guard let handle, uv_is_closing(handle) == 0 else { return }
                closeAbandoned(handle)
            }, nil)
    }

    deinit {
        prepare.deallocate()
        check.deallocate()
        idle.deallocate()
        async.deallocate()
        timer.deallocate()
    }
}

private func loopOwning(_ context: UnsafeMutableRawPointer?) -> EventLoop? {
    context.map { Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
}
