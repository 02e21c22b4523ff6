import CLibUV

/// Calls an action on the loop when the process gets a signal.
package final class SignalWatcher: LoopHandle {
    private var onSignal: (() -> Void)?

    /// Watches one signal, such as `SIGTERM`, until closed.
    package init(loop: EventLoop, signal: Int32, onSignal: @escaping () -> Void) throws(LoopError) {
        super.init(loop: loop, byteCount: MemoryLayout<uv_signal_t>.size)
        let watcher = memory.assumingMemoryBound(to: uv_signal_t.self)
        try LoopError.check(uv_signal_init(loop.handle, watcher), during: "watch a signal")
        self.onSignal = onSignal
        retainUntilClosed()
        uv_signal_start(
            watcher, { handle, _ in LoopHandle.owner(of: handle, as: SignalWatcher.self)?.onSignal?() },
            signal)
    }

    /// Ends the watch.
    package override func close() {
        onSignal = nil
        super.close()
    }
}
