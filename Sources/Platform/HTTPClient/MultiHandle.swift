import CCurl
import CSlipstream
import EventLoop

/// libcurl's multi interface on a loop: it says which sockets and which time it waits for, and is told when
/// they are ready.
final class MultiHandle {
    /// A request is done; called from the loop, never from within libcurl.
    var onDone: ((_ easy: UnsafeMutableRawPointer, CURLcode) -> Void)?

    private let loop: EventLoop
    private let pointer: UnsafeMutableRawPointer
    private var watchers: [Int32: DescriptorWatcher] = [:]
    private var timer: Timer?
    private var isClosed = false

    /// Libcurl asks for this once in a process.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK

    init?(loop: EventLoop, idleConnectionsLimit: Int) {
        guard Self.isReady, let pointer = curl_multi_init() else { return nil }
        self.loop = loop
        self.pointer = pointer
        slipstream_curl_multi_set_long(pointer, Int32(CURLMOPT_MAXCONNECTS.rawValue), idleConnectionsLimit)
        slipstream_curl_multi_set_callbacks(
            pointer, Unmanaged.passUnretained(self).toOpaque(),
            { _, socket, what, context, _ in
                MultiHandle.from(context)?.watch(socket, what)
                return 0
            },
            { _, milliseconds, context in
                MultiHandle.from(context)?.setTimer(milliseconds)
                return 0
            })
    }

    deinit {
        if isClosed { return }
        // What ends here cannot be called back any more.
        slipstream_curl_multi_set_callbacks(pointer, nil, nil, nil)
        for watcher in watchers.values { watcher.close() }
        curl_multi_cleanup(pointer)
    }

    /// Starts a request.
    func add(_ easy: EasyHandle) -> Bool { curl_multi_add_handle(pointer, easy.pointer) == CURLM_OK }

    /// Ends a request, done or not.
    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(pointer, easy.pointer) }

    /// Closes every connection; all requests have to be removed before.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        onDone = nil
        curl_multi_cleanup(pointer)
        if let timer { loop.cancel(timer) }
        for watcher in watchers.values { watcher.close() }
        watchers = [:]
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> MultiHandle? {
        context.map { Unmanaged<MultiHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: what libcurl waits for

    private func watch(_ socket: Int32, _ what: Int32) {
        if what == CURL_POLL_REMOVE {
            watchers.removeValue(forKey: socket)?.close()
            return
        }
        var interest: Readiness = []
        if what & CURL_POLL_IN != 0 { interest.insert(.readable) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.writable) }
        if watchers[socket] == nil {
            watchers[socket] = try? DescriptorWatcher(loop: loop, descriptor: socket) {
                [unowned self] readiness in
                act(socket, readiness)
            }
        }
        watchers[socket]?.watch(interest)
    }

    private func setTimer(_ milliseconds: Int) {
        if let timer = timer.take() { loop.cancel(timer) }
        // Libcurl must not be called from within its callback, not even when it wants to be called at once.
        if milliseconds == 0 {
            loop.onTurnEnd { [weak self] in self?.act(-1, []) }
        } else if milliseconds > 0 {
            timer = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
                guard let self else { return }
                timer = nil
                act(-1, [])
            }
        }
    }

    // MARK: what has happened

    /// Tells libcurl of a socket that is ready, or with -1 that time has passed, and collects what is done.
    private func act(_ socket: Int32, _ readiness: Readiness) {
        guard !isClosed else { return }
        var events: Int32 = 0
        if readiness.contains(.readable) { events |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
        var running: Int32 = 0
        curl_multi_socket_action(pointer, socket, events, &running)
        var waiting: Int32 = 0
        while !isClosed, let message = curl_multi_info_read(pointer, &waiting) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
                continue
            }
            onDone?(easy, message.pointee.data.result)
        }
    }
}
