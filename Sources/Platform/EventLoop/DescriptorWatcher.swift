import CLibUV

/// What a descriptor is ready for.
package struct Readiness: OptionSet, Sendable {
    /// libuv's bits.
    package let rawValue: Int32

    /// Takes libuv's bits.
    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Bytes can be read, or the peer is gone.
    package static let readable = Readiness(rawValue: Int32(UV_READABLE.rawValue))
    /// The kernel takes bytes again.
    package static let writable = Readiness(rawValue: Int32(UV_WRITABLE.rawValue))
}

/// Tells when a descriptor that a C library owns is ready; the library does the reading and writing.
package final class DescriptorWatcher: LoopHandle {
    private var onReady: ((Readiness) -> Void)?
    private var interest: Readiness = []
    /// False from when libuv has ended the poll, because of an error, until it is begun again.
    private var isPolling = true

    /// Watches a descriptor, at first for nothing; to be closed before the descriptor is.
    package init(
        loop: EventLoop, descriptor: Int32, onReady: @escaping (Readiness) -> Void
    ) throws(LoopError) {
        super.init(loop: loop, byteCount: MemoryLayout<uv_poll_t>.size)
        try LoopError.check(uv_poll_init(loop.handle, poll, descriptor), during: "watch a descriptor")
        self.onReady = onReady
        retainUntilClosed()
    }

    private var poll: UnsafeMutablePointer<uv_poll_t> {
        memory.assumingMemoryBound(to: uv_poll_t.self)
    }

    /// Sets what is waited for from now on; nothing pauses.
    package func watch(_ interest: Readiness) {
        guard !isClosing, interest != self.interest || !isPolling else { return }
        self.interest = interest
        isPolling = true
        if interest.isEmpty {
            uv_poll_stop(poll)
            return
        }
        uv_poll_start(poll, interest.rawValue) { poll, status, events in
            guard let watcher = LoopHandle.owner(of: poll, as: DescriptorWatcher.self) else { return }
            if status < 0 { return watcher.failed() }
            watcher.onReady?(Readiness(rawValue: events))
        }
    }

    /// The descriptor has an error, told as readiness for both, and libuv has ended the poll. The library
    /// meets
    /// the error at a read or write, but not always at the next one: what the peer sent before it went away
    /// comes first. So the poll goes on.
    private func failed() {
        isPolling = false
        onReady?([.readable, .writable])
        if !isPolling { watch(interest) }
    }

    /// Ends the watch; `onReady` is dropped.
    package override func close() {
        onReady = nil
        super.close()
    }
}
