import EventLoop
import Glibc
import Telemetry
import Testing

@testable import Redis

@Suite(.enabled(if: RedisServerProcess.isInstalled, "redis-server is not installed"), .timeLimit(.minutes(1)))
struct RedisOutageTests {
    @Test func `without a server every call fails at once`() async throws {
        let loop = try EventLoop.start(name: "redis-test")
        defer {
            loop.stop()
            loop.join()
        }
        try await loop.run {
            let client = RedisClient(loop: loop, url: try RedisURL("unix:///nonexistent/redis.sock"))
            defer { client.close() }
            let start = loop.now
            await #expect(throws: RedisError.unavailable) { try await client.get("k") }
            await #expect(throws: RedisError.unavailable) { try await client.pipeline { $0.append("PING") } }
            client.post("PING")
            #expect(loop.now == start)
            #expect(!client.isAvailable)
            #expect(await !client.waitUntilAvailable(timeout: .milliseconds(50)))
        }
    }

    @Test func `a server killed in mid-flight interrupts its commands and is found again`() async throws {
        try await withServer { loop, server async throws in
            let registry = Metrics()
            let client = RedisClient(loop: loop, url: try server.url, metrics: RedisMetrics(registry))
            defer { client.close() }
            #expect(await client.waitUntilAvailable(timeout: .seconds(10)))
            server.send(SIGSTOP)
            var outcomes: [RedisError?] = []
            await loop.concurrently(100) { index in
                do throws(RedisError) {
                    _ = try await client.command("SET", "k\(index)", index)
                    outcomes.append(nil)
                } catch { outcomes.append(error) }
                // The first is killed when all are on their way; this one only counts.
            } afterStart: {
                server.killNow()
            }
            #expect(outcomes.count == 100)
            let interrupted = outcomes.filter { if case .interrupted? = $0 { true } else { false } }
            #expect(interrupted.count == 100)
            await #expect(throws: RedisError.unavailable) { try await client.get("k") }
            try server.start()
            #expect(await client.waitUntilAvailable(timeout: .seconds(10)))
            try await client.set("k", "back")
            #expect(try await client.get("k") == Array("back".utf8))
            #expect(registry.prometheusText().contains("slipstream_redis_reconnects_total 1\n"))
        }
    }

    @Test func `a frozen server is given up after the time-out`() async throws {
        var configuration = RedisConfiguration()
        configuration.commandTimeout = .milliseconds(200)
        try await withClient(configuration) { client, loop, server async throws in
            server.send(SIGSTOP)
            let start = loop.now
            await #expect(throws: RedisError.interrupted("no reply within 0.2 seconds")) {
                try await client.get("k")
            }
            #expect(loop.now - start < .seconds(2))
            #expect(!client.isAvailable)
            server.send(SIGCONT)
            #expect(await client.waitUntilAvailable(timeout: .seconds(10)))
            #expect(try await client.get("k") == nil)
        }
    }

    @Test func `closing fails who waits, and later calls`() async throws {
        try await withClient { client, loop, server async throws in
            server.send(SIGSTOP)
            var outcome: RedisError?
            await loop.concurrently(1) { _ in
                do throws(RedisError) { _ = try await client.get("k") } catch { outcome = error }
            } afterStart: {
                client.close()
            }
            #expect(outcome == .unavailable)
            await #expect(throws: RedisError.unavailable) { try await client.get("k") }
        }
    }

    @Test func `a host is found by its name`() async throws {
        let port = try #require(freePort())
        try await withServer(options: ["--bind", "127.0.0.1", "--port", "\(port)"]) { loop, _ async throws in
            let client = RedisClient(loop: loop, url: try RedisURL("redis://localhost:\(port)"))
            defer { client.close() }
            #expect(await client.waitUntilAvailable(timeout: .seconds(10)))
            #expect(try await client.command("PING") == .status("PONG"))
            let nobody = RedisClient(loop: loop, url: try RedisURL("redis://nobody.invalid:\(port)"))
            defer { nobody.close() }
            #expect(await !nobody.waitUntilAvailable(timeout: .milliseconds(100)))
        }
    }

    @Test func `a client that is let go of without closing leaves nothing behind`() async throws {
        try await withClient { client, loop, server async throws in
            #expect(try await forget(loop, server) == [1, 1])
            await loop.wait {
                let list = try? await client.command("CLIENT", "LIST").string
                return (list ?? "").split(separator: "\n").count == 1
            }
        }
    }

    /// Uses a client and a subscriber, and drops both.
    private func forget(_ loop: EventLoop, _ server: RedisServerProcess) async throws -> [Int] {
        let forgotten = RedisClient(loop: loop, url: try server.url)
        let subscriber = RedisSubscriber(loop: loop, url: try server.url)
        await loop.wait { forgotten.isAvailable && subscriber.isAvailable }
        return [try await forgotten.increment("a"), try await forgotten.increment("b")]
    }

    @Test func `credentials and database of the URL are used`() async throws {
        try await withServer(options: ["--requirepass", "p@ss word"]) { loop, server async throws in
            let wrong = RedisClient(
                loop: loop, url: try RedisURL("unix://\(server.socketPath)?password=guess"))
            defer { wrong.close() }
            let right = RedisClient(
                loop: loop, url: try RedisURL("unix://\(server.socketPath)?db=3&password=p%40ss%20word"))
            defer { right.close() }
            #expect(await right.waitUntilAvailable(timeout: .seconds(10)))
            let info = try await right.command("CLIENT", "INFO").string ?? ""
            #expect(info.contains(" db=3 "))
            #expect(info.contains(" name=slipstream "))
            #expect(await !wrong.waitUntilAvailable(timeout: .milliseconds(100)))
        }
    }
}

extension EventLoop {
    /// As `concurrently`, with an action when all operations have started to wait.
    fileprivate func concurrently(
        _ count: Int, _ operation: @escaping (Int) async -> Void, afterStart: @escaping () -> Void
    ) async {
        schedule(after: .milliseconds(50), afterStart)
        await concurrently(count, operation)
    }
}
