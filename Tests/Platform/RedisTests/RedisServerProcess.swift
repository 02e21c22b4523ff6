import EventLoop
import Foundation
import Synchronization

@testable import Redis

/// A private redis-server on a unix socket in a temporary directory, which can be killed, frozen and started
/// again.
final class RedisServerProcess: Sendable {
    static let path = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    static let isInstalled = path != nil

    private let directory: String
    private let options: [String]
    private let child = Mutex<pid_t?>(nil)

    init(options: [String] = []) throws {
        directory = NSTemporaryDirectory() + "slipstream-redis-" + UUID().uuidString.prefix(8)
        self.options = options
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try start()
    }

    var socketPath: String { directory + "/redis.sock" }
    var url: RedisURL { get throws { try RedisURL("unix://\(socketPath)") } }

    func start() throws {
        let arguments =
            [
                Self.path ?? "redis-server", "--port", "0", "--unixsocket", socketPath, "--save", "",
                "--appendonly",
                "no", "--dir", directory, "--logfile", directory + "/log",
            ] + options
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, arguments[0], nil, nil, &words, environ)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        child.withLock { [pid] in $0 = pid }
    }

    func send(_ signal: Int32) { if let pid = child.withLock({ $0 }) { kill(pid, signal) } }

    func killNow() {
        guard let pid = child.withLock({ $0.take() }) else { return }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
        try? FileManager.default.removeItem(atPath: socketPath)
    }

    deinit {
        killNow()
        try? FileManager.default.removeItem(atPath: directory)
    }
}

/// Runs `body` on a fresh loop, beside a fresh server.
func withServer(
    options: [String] = [],
    _ body: @escaping @Sendable (EventLoop, RedisServerProcess) async throws -> Void
) async throws {
    let server = try RedisServerProcess(options: options)
    let loop = try EventLoop.start(name: "redis-test")
    defer {
        loop.stop()
        loop.join()
    }
    try await loop.run { try await body(loop, server) }
}

/// Runs `body` with a client that is connected.
func withClient(
    _ configuration: RedisConfiguration = RedisConfiguration(),
    _ body: @escaping @Sendable (RedisClient, EventLoop, RedisServerProcess) async throws -> Void
) async throws {
    try await withServer { loop, server async throws in
        let client = RedisClient(loop: loop, url: try server.url, configuration: configuration)
        defer { client.close() }
        guard await client.waitUntilAvailable(timeout: .seconds(10)) else { throw RedisError.unavailable }
        try await body(client, loop, server)
    }
}

extension EventLoop {
    /// Asks again and again until `condition` holds; the suite's time limit ends it otherwise.
    func wait(until condition: () async -> Bool) async {
        while await !condition() {
            await withUnsafeContinuation { continuation in
                _ = schedule(after: .milliseconds(10)) { continuation.resume() }
            }
        }
    }

    /// Runs `operation` so many times at once on this loop, and waits for all.
    func concurrently(_ count: Int, _ operation: @escaping (Int) async -> Void) async {
        var missing = count
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            for index in 0..<count {
                spawn {
                    await operation(index)
                    missing -= 1
                    if missing == 0 { continuation.resume() }
                }
            }
        }
    }
}

/// A port of loopback that nobody uses now.
func freePort() -> UInt16? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
        }
    }
    return isBound ? UInt16(bigEndian: address.sin_port) : nil
}
