import Foundation

/// A child process with a pipe on its standard output. Foundation's own waits on a run loop, which the thread
/// of an event loop does not have.
final class ChildProcess: Sendable {
    private let pid: pid_t
    private let output: Int32

    init(_ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer {
            words.forEach { free($0) }
            posix_spawn_file_actions_destroy(&actions)
            close(ends[1])
        }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, arguments[0], &actions, nil, &words, environ)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        self.pid = pid
        output = ends[0]
    }

    deinit { close(output) }

    /// The first line that the child prints; waits for it.
    var firstLine: String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != 10 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func wait() { waitpid(pid, nil, 0) }

    func kill() {
        Foundation.kill(pid, SIGKILL)
        wait()
    }
}
