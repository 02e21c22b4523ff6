import Foundation
import Synchronization

/// A process that a test started and ends: a Redis of its own, a server to be killed.
package final class ChildProcess: Sendable {
    /// The process id.
    package let pid: Int32
    private let ended = Mutex(false)

    /// Starts a program; its output goes to a file, or nowhere.
    package init(
        _ program: String, _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        output: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, program, &actions, nil, &argv, &envp)
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: result) ?? .EIO) }
        self.pid = pid
    }

    /// Sends a signal, such as `SIGSTOP`.
    package func send(signal: Int32) {
        ended.withLock { if !$0 { kill(pid, signal) } }
    }

    /// Waits for the process to end by itself, and returns its wait status: 0 for success.
    func waitForEnd() -> Int32 {
        ended.withLock { ended in
            guard !ended else { return 0 }
            ended = true
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            return status
        }
    }

    /// Ends the process, by default at once, and waits until it is gone.
    @discardableResult
    package func end(signal: Int32 = SIGKILL) -> Int32 {
        ended.withLock { ended in
            guard !ended else { return 0 }
            ended = true
            kill(pid, signal)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            return status
        }
    }

    deinit {
        end()
    }
}
