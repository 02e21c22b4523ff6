import Testing

@testable import EventLoop
@testable import HTTP

@Suite struct DrainTests {
    @Test func `draining closes idle connections and finishes what is being served`() async throws {
        let release = Confined(Release())
        let routes: @Sendable () -> [Route] = {
            [
                Route(.get, "/wait", "wait") { _ in
                    await release.value.wait()
                    return .text("done")
                },
                Route(.get, "/hello", "hello") { _ in .text("hello") },
            ]
        }
        try await LiveServer.with(routes: routes) { live in
            let idle = try live.client()
            idle.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await idle.readAnswer().status == 200)
            let busy = try live.client()
            busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
            try await live.loop.run { await release.value.waitUntilReached() }
            let draining = Task {
                try await live.loop.run { await live.server?.drain(within: .seconds(60)) }
            }
            #expect(try await idle.readToEnd().isEmpty)
            #expect(throws: RawClient.Failure.self) { _ = try live.client() }
            try await live.loop.run { release.value.open() }
            let answer = try await busy.readAnswer()
            #expect(answer.text == "done")
            #expect(answer["Connection"] == "close")
            #expect(try await busy.readToEnd().isEmpty)
            try await draining.value
            #expect(try await live.loop.run { live.server?.connectionCount } == 0)
        }
    }

    @Test func `connections above the limit are closed`() async throws {
        var limits = ServerLimits()
        limits.connections = 1
        try await LiveServer.with(limits: limits) { live in
            let first = try live.client()
            first.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await first.readAnswer().status == 200)
            #expect(try await live.client().readToEnd().isEmpty)
            first.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await first.readAnswer().status == 200)
        }
    }
}

/// A handler that waits, and tells that it does; confined to the loop.
private final class Release {
    private var reached: UnsafeContinuation<Void, Never>?
    private var held: UnsafeContinuation<Void, Never>?

    func wait() async {
        await withUnsafeContinuation { continuation in
            held = continuation
            reached.take()?.resume()
        }
    }

    func waitUntilReached() async {
        if held != nil { return }
        await withUnsafeContinuation { reached = $0 }
    }

    func open() {
        held.take()?.resume()
    }
}
