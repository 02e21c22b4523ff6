@testable import EventLoop
@testable import HTTP

/// A server on a loop of its own, for the length of a test.
struct LiveServer: Sendable {
    let loop: EventLoop
    let port: UInt16
    let holder: Confined<Holder>

    /// The server, which is touched on its loop only.
    final class Holder {
        var server: HTTPServer?
    }

    static func with<R>(
        limits: ServerLimits = ServerLimits(), proxies: TrustedProxies = .none, clock: LoopClock = .system,
        routes: @escaping @Sendable () -> [Route] = LiveServer.routes,
        _ body: (LiveServer) async throws -> R
    ) async throws -> R {
        let loop = try EventLoop.start(name: "http-test", clock: clock)
        defer {
            loop.stop()
            loop.join()
        }
        let holder = Confined(Holder())
        let port = try await loop.run {
            let server = try HTTPServer(
                loop: loop, host: "127.0.0.1", port: 0, router: Router(routes()), limits: limits,
                proxies: proxies)
            holder.value.server = server
            return server.port
        }
        let live = LiveServer(loop: loop, port: port, holder: holder)
        do {
            let result = try await body(live)
            try await live.end()
            return result
        } catch {
            try await live.end()
            throw error
        }
    }

    /// To be used on the loop.
    var server: HTTPServer? {
        holder.value.server
    }

    private func end() async throws {
        try await loop.run {
            for connection in server?.allConnections ?? [] { connection.stream.close() }
            await server?.drain(within: .zero)
            holder.value.server = nil
        }
    }

    func client() throws -> RawClient {
        try RawClient(port: port)
    }

    @Sendable static func routes() -> [Route] {
        [
            Route(.get, "/hello", "hello") { _ in .json(Array(#"{"hello":"world"}"#.utf8)) },
            Route(.get, "/echo/:id", "echoID") { request in
                .text("\(try request.pathInteger("id")) \(request.query["q"] ?? "-")")
            },
            Route(.post, "/echo", "echo", bodyLimitBytes: 4 << 20) { request in
                .text(String(decoding: try await request.body.collect(), as: UTF8.self))
            },
            Route(.post, "/ignore", "ignore", bodyLimitBytes: 4 << 20) { _ in .text("ignored") },
            Route(.post, "/small", "small", bodyLimitBytes: 10) { request in
                .text(String(decoding: try await request.body.collect(), as: UTF8.self))
            },
            Route(.get, "/none", "none") { _ in .noContent },
            Route(.get, "/fail", "fail") { _ in throw Unforeseen() },
            Route(.get, "/stream", "stream") { _ in
                Response(
                    body: .stream(length: nil) { writer in
                        for number in 0..<5 { try await writer.write(Array("piece \(number);".utf8)) }
                    })
            },
        ]
    }

    struct Unforeseen: Error {}
}

extension LiveServer {
    struct NeverSettled: Error {}

    /// Lets the loop turn until its first connection is as described.
    func settle(_ condition: @escaping @Sendable (HTTPConnection) -> Bool) async throws {
        try await settle(server: { server in server.allConnections.first.map(condition) ?? false })
    }

    /// Lets the loop turn until a connection holds so many bytes of an unfinished head.
    func settle(bufferedBytes: Int) async throws {
        try await settle { $0.input.count == bufferedBytes }
    }

    /// Lets the loop turn until there are so many connections.
    func settle(connections: Int) async throws {
        try await settle(server: { $0.connectionCount == connections })
    }

    private func settle(server condition: @escaping @Sendable (HTTPServer) -> Bool) async throws {
        let start = ContinuousClock.now
        while start.duration(to: .now) < .seconds(20) {
            let isSettled = try await loop.run { server.map(condition) ?? false }
            if isSettled { return }
            await Task.yield()
        }
        throw NeverSettled()
    }
}
