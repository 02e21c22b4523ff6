import EventLoop
import Glibc
import Testing

@testable import Redis

@Suite(.enabled(if: RedisServerProcess.isInstalled, "redis-server is not installed"), .timeLimit(.minutes(1)))
struct RedisSubscriberTests {
    @Test func `messages reach every handler of their channel, in order`() async throws {
        try await withClient { client, loop, server async throws in
            let subscriber = RedisSubscriber(loop: loop, url: try server.url)
            defer { subscriber.close() }
            let events = Events()
            _ = subscriber.subscribe("a", onActive: { events.add("active") }) {
                events.add("first \(text($0))")
            }
            _ = subscriber.subscribe("a") { events.add("second \(text($0))") }
            _ = subscriber.subscribe("b") { events.add("other \(text($0))") }
            await events.wait(for: 1)
            try await client.publish("a", "1")
            try await client.publish("a", "2")
            try await client.publish("b", "3")
            await events.wait(for: 6)
            #expect(events.all == ["active", "first 1", "second 1", "first 2", "second 2", "other 3"])
        }
    }

    @Test func `a cancelled handler hears nothing more, and the channel is left with the last one`()
        async throws
    {
        try await withClient { client, loop, server async throws in
            let subscriber = RedisSubscriber(loop: loop, url: try server.url)
            defer { subscriber.close() }
            let events = Events()
            let first = subscriber.subscribe("a") { _ in events.add("first") }
            let second = subscriber.subscribe("a", onActive: { events.add("active") }) { _ in
                events.add("second")
            }
            await events.wait(for: 1)
            first.cancel()
            #expect(try await client.publish("a", "1") == 1)
            await events.wait(for: 2)
            second.cancel()
            _ = subscriber.subscribe("b", onActive: { events.add("active") }) { _ in }
            await events.wait(for: 3)
            #expect(try await client.publish("a", "2") == 0)
            #expect(events.all == ["active", "second", "active"])
        }
    }

    @Test func `after a loss all subscriptions come back before the hook is called`() async throws {
        try await withClient { client, loop, server async throws in
            let subscriber = RedisSubscriber(loop: loop, url: try server.url)
            defer { subscriber.close() }
            let events = Events()
            for name in ["a", "b"] {
                _ = subscriber.subscribe(name, onActive: { events.add("active") }) { events.add(text($0)) }
            }
            subscriber.onReconnected { events.add("reconnected") }
            await events.wait(for: 2)
            server.killNow()
            try server.start()
            await events.wait(for: 5)
            #expect(events.all == ["active", "active", "active", "active", "reconnected"])
            #expect(await client.waitUntilAvailable(timeout: .seconds(10)))
            try await client.publish("b", "again")
            await events.wait(for: 6)
            #expect(events.all.last == "again")
        }
    }

    @Test func `the heartbeat keeps an idle connection`() async throws {
        var configuration = RedisConfiguration()
        configuration.heartbeatInterval = .milliseconds(20)
        let quick = configuration
        try await withClient { client, loop, server async throws in
            let subscriber = RedisSubscriber(loop: loop, url: try server.url, configuration: quick)
            defer { subscriber.close() }
            let events = Events()
            _ = subscriber.subscribe("a", onActive: { events.add("active") }) { events.add(text($0)) }
            await events.wait(for: 1)
            // Far more beats than may be missed.
            await loop.wait {
                let statistics = try? await client.command("INFO", "commandstats").string
                return (statistics ?? "").firstMatch(of: /cmdstat_ping:calls=\d\d/) != nil
            }
            try await client.publish("a", "still here")
            await events.wait(for: 2)
            #expect(events.all == ["active", "still here"])
        }
    }

    @Test func `a silent peer is found by the heartbeat`() async throws {
        var configuration = RedisConfiguration()
        configuration.heartbeatInterval = .milliseconds(20)
        configuration.connectTimeout = .milliseconds(200)
        let quick = configuration
        try await withServer { loop, server async throws in
            let subscriber = RedisSubscriber(loop: loop, url: try server.url, configuration: quick)
            defer { subscriber.close() }
            let events = Events()
            _ = subscriber.subscribe("a", onActive: { events.add("active") }) { _ in }
            subscriber.onReconnected { events.add("reconnected") }
            await events.wait(for: 1)
            server.send(SIGSTOP)
            await loop.wait { !subscriber.isAvailable }
            server.send(SIGCONT)
            await events.wait(for: 3)
            #expect(events.all == ["active", "active", "reconnected"])
        }
    }
}

/// What has happened so far; confined to a loop.
private final class Events {
    private(set) var all: [String] = []
    private var waiter: (count: Int, continuation: UnsafeContinuation<Void, Never>)?

    func add(_ event: String) {
        all.append(event)
        guard let waiter, all.count >= waiter.count else { return }
        self.waiter = nil
        waiter.continuation.resume()
    }

    func wait(for count: Int) async {
        if all.count >= count { return }
        await withUnsafeContinuation { waiter = (count, $0) }
    }
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
