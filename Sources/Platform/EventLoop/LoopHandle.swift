import CLibUV

/// A libuv handle and the Swift object that owns it: the object stays alive until the handle is closed, so
/// whoever makes one has to close it.
package class LoopHandle {
    /// The loop that the handle belongs to.
    package let loop: EventLoop
    let memory: UnsafeMutableRawPointer
    private(set) var isClosing = false

    init(loop: EventLoop, byteCount: Int) {
        loop.preconditionOnLoop()
        self.loop = loop
        memory = .allocate(byteCount: byteCount, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    }

    var handle: UnsafeMutablePointer<uv_handle_t> {
        memory.assumingMemoryBound(to: uv_handle_t.self)
    }

    /// To be called once libuv has initialised the handle: from here on `close` has to be called.
    func retainUntilClosed() {
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    /// Closes the handle; callbacks end at once, the object may go after this turn.
    package func close() {
        guard !isClosing else { return }
        isClosing = true
        uv_close(handle) { handle in
            guard let context = handle?.pointee.data else { return }
            let owner = Unmanaged<LoopHandle>.fromOpaque(context).takeRetainedValue()
            owner.didClose()
        }
    }

    /// libuv has let go of the handle.
    func didClose() {}

    static func owner(of handle: UnsafeMutablePointer<uv_handle_t>) -> LoopHandle? {
        handle.pointee.data.map { Unmanaged<LoopHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    static func owner<Handle, Owner: LoopHandle>(of handle: UnsafeMutablePointer<Handle>?, as: Owner.Type)
        -> Owner?
    {
        guard let handle else { return nil }
        let context = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self).pointee.data
        return context.map {
            unsafeDowncast(Unmanaged<LoopHandle>.fromOpaque($0).takeUnretainedValue(), to: Owner.self)
        }
    }

    deinit {
        memory.deallocate()
    }
}

/// Closes a handle that is still open when its loop ends.
func closeAbandoned(_ handle: UnsafeMutablePointer<uv_handle_t>) {
    switch uv_handle_get_type(handle) {
    case UV_TCP, UV_NAMED_PIPE, UV_POLL, UV_SIGNAL: LoopHandle.owner(of: handle)?.close()
    default: uv_close(handle, nil)
    }
}
