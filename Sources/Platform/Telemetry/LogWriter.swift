import Glibc
import Synchronization

/// Takes lines from any thread into a bounded buffer and writes them on a thread of its own, so that a slow
/// reader of standard output never holds up a loop. Lines that do not fit are dropped and counted.
package final class LogWriter: Sendable {
    /// Bytes that may wait to be written; what comes on top is dropped.
    package static let bufferLimitBytes = 4 << 20
    /// How long a line may wait for others to share its `write`.
    package static let gatheringMilliseconds: Int32 = 20
    /// How long `close` waits for a reader that does not read.
    package static let closingLimitMilliseconds: Int32 = 2000

    private struct State {
        var buffer: [UInt8] = []
        var droppedLines = 0
        var isAwake = false
        var isUrgent = false
        var isClosed = false
        var thread: pthread_t?
    }

    private let descriptor: Int32
    private let bell: (reading: Int32, writing: Int32)
    private let state = Mutex(State())
    private let totalDroppedLines = Atomic<Int>(0)

    /// Writes to `descriptor`, which stays the caller's; standard output by default.
    package init(descriptor: Int32 = STDOUT_FILENO) {
        self.descriptor = descriptor
        var ends: [Int32] = [-1, -1]
        // Without a bell (no descriptors left at start) lines go out every second instead.
        if pipe(&ends) == 0 {
            for end in ends {
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            }
        }
        bell = (ends[0], ends[1])
        startThread()
    }

    deinit {
        Glibc.close(bell.reading)
        Glibc.close(bell.writing)
    }

    /// Lines lost so far because standard output was not read fast enough.
    package var droppedLineCount: Int { totalDroppedLines.load(ordering: .relaxed) }

    /// Queues one line, newline included; written within 20 ms, or at once when it is urgent.
    package func append(_ line: [UInt8], urgently: Bool) {
        let ring = state.withLock { state in
            if state.buffer.count + line.count > Self.bufferLimitBytes || state.isClosed {
                state.droppedLines += 1
                totalDroppedLines.wrappingAdd(1, ordering: .relaxed)
                return false
            }
            state.buffer.append(contentsOf: line)
            let hurry = urgently || state.buffer.count > Self.bufferLimitBytes / 8
            defer {
                state.isAwake = true
                state.isUrgent = state.isUrgent || hurry
            }
            return !state.isAwake || (hurry && !state.isUrgent)
        }
        if ring { ringBell() }
    }

    /// Writes what is queued, waiting at most two seconds for the reader; later lines are dropped. For the
    /// end of the process: it blocks the calling thread.
    package func close() {
        let thread = state.withLock { state in
            state.isClosed = true
            return state.thread.take()
        }
        guard let thread else { return }
        ringBell()
        pthread_join(thread, nil)
    }

    private func ringBell() {
        var byte: UInt8 = 1
        _ = Glibc.write(bell.writing, &byte, 1)
    }

    private func startThread() {
        var thread = pthread_t()
        let started = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<LogWriter>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        if started == 0 { state.withLock { [thread] in $0.thread = thread } }
    }

    private func run() {
        // Signals are for the loops.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var patienceMilliseconds = Self.closingLimitMilliseconds
        while true {
            waitForBell(milliseconds: 1000)
            let mayGather = state.withLock { !$0.isUrgent && !$0.isClosed && $0.isAwake }
            if mayGather { waitForBell(milliseconds: Self.gatheringMilliseconds) }
            let (bytes, isLast) = takeBuffer()
            write(bytes, &patienceMilliseconds)
            if isLast { return }
        }
    }

    private func waitForBell(milliseconds: Int32) {
        var request = pollfd(fd: bell.reading, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, milliseconds) > 0 else { return }
        var rings = (UInt64(0), UInt64(0))
        _ = withUnsafeMutableBytes(of: &rings) { read(bell.reading, $0.baseAddress, $0.count) }
    }

    private func takeBuffer() -> (bytes: [UInt8], isLast: Bool) {
        state.withLock { state in
            var bytes: [UInt8] = []
            swap(&bytes, &state.buffer)
            state.isAwake = false
            state.isUrgent = false
            if state.droppedLines > 0 {
                let lines = state.droppedLines
                state.droppedLines = 0
                bytes.append(contentsOf: #"{"level":"warning","event":"log.dropped","lines":\#(lines)}"#.utf8)
                bytes.append(UInt8(ascii: "\n"))
            }
            return (bytes, state.isClosed)
        }
    }

    private func write(_ bytes: [UInt8], _ patienceMilliseconds: inout Int32) {
        var written = 0
        while written < bytes.count {
            // A writable pipe takes PIPE_BUF bytes without blocking, so that closing can give up in time.
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&request, 1, 100) == 0 {
                guard state.withLock({ $0.isClosed }) else { continue }
                if patienceMilliseconds <= 0 { return }
                patienceMilliseconds -= 100
                continue
            }
            let count = min(bytes.count - written, Int(PIPE_BUF))
            let result = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, count) }
            if result < 0, errno != EINTR, errno != EAGAIN { return }  // nobody is left to tell
            written += max(result, 0)
        }
    }
}
