import Foundation
import Synchronization

/// A Redis of a world's own, on a unix socket.
package final class TestRedis: Sendable {
    private let socketPath: String
    private let process: Mutex<ChildProcess?>

    private init(socketPath: String, process: ChildProcess) {
        self.socketPath = socketPath
        self.process = Mutex(process)
    }

    /// Starts one whose socket is in a directory.
    package static func start(in directory: String) async throws -> TestRedis {
        let path = directory + "/redis.sock"
        let redis = TestRedis(socketPath: path, process: try launch(path))
        try await redis.waitUntilUp()
        return redis
    }

    private static func launch(_ path: String) throws -> ChildProcess {
        try ChildProcess(
            "redis-server",
            ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--daemonize", "no"])
    }

    private func waitUntilUp() async throws {
        _ = try await eventually { FileManager.default.fileExists(atPath: socketPath) ? true : nil }
    }

    /// What `REDIS_URL` is to be.
    package var url: String {
        "unix://\(socketPath)"
    }

    /// Kills Redis, as a crash would.
    package func stop() {
        process.withLock { $0.take() }?.end()
        try? FileManager.default.removeItem(atPath: socketPath)
    }

    /// Starts it again, empty.
    package func start() async throws {
        let fresh = try TestRedis.launch(socketPath)
        process.withLock { $0 = fresh }
        try await waitUntilUp()
    }

    /// Removes every key.
    package func flush() throws {
        try command("FLUSHALL")
    }

    /// Runs a command through `redis-cli`, and returns what it prints.
    @discardableResult
    package func command(_ words: String...) throws -> String {
        try Tool.output("redis-cli", ["-s", socketPath] + words)
    }
}
