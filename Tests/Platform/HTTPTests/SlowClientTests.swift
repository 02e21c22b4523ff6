import Compression
import Synchronization
import Testing

@testable import EventLoop
@testable import HTTP

/// Time is a manual clock's: nothing here waits for it.
@Suite struct SlowClientTests {
    @Test func `a head that doesn't end in time is 408`() async throws {
        let clock = ManualClock()
        try await LiveServer.with(clock: .manual(clock)) { live in
            let client = try live.client()
            client.send("GET /hello HTTP/1.1\r\nHo")
            try await live.settle(bufferedBytes: 23)
            clock.advance(by: .seconds(5))
            client.send("s")
            try await live.settle(bufferedBytes: 24)
            clock.advance(by: .seconds(6))
            #expect(try await client.readAnswer().status == 408)
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test func `a connection without a request is closed without an answer`() async throws {
        let clock = ManualClock()
        try await LiveServer.with(clock: .manual(clock)) { live in
            let fresh = try live.client()
            let kept = try live.client()
            kept.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await kept.readAnswer().status == 200)
            try await live.settle(connections: 2)
            clock.advance(by: .seconds(11))
            #expect(try await fresh.readToEnd().isEmpty)
            kept.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await kept.readAnswer().status == 200)
            clock.advance(by: .seconds(76))
            #expect(try await kept.readToEnd().isEmpty)
        }
    }

    @Test func `a body that stops coming is 408`() async throws {
        let clock = ManualClock()
        try await LiveServer.with(clock: .manual(clock)) { live in
            let client = try live.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            try await live.settle { $0.deadlineKind == .body && $0.deadline != nil }
            clock.advance(by: .seconds(21))
            #expect(try await client.readAnswer().status == 408)
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test func `a body that trickles below the rate is 408`() async throws {
        let clock = ManualClock()
        try await LiveServer.with(clock: .manual(clock)) { live in
            let client = try live.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
            try await live.settle { $0.deadlineKind == .body && $0.deadline != nil }
            clock.advance(by: .seconds(15))
            client.send("a")
            try await live.settle { $0.body?.receivedBytes == 1 }
            clock.advance(by: .seconds(15))
            client.send("a")
            #expect(try await client.readAnswer().status == 408)
        }
    }

    @Test func `a client that takes nothing of its answer is cut off`() async throws {
        let clock = ManualClock()
        let routes: @Sendable () -> [Route] = {
            [
                Route(.get, "/endless", "endless") { _ in
                    Response(
                        body: .stream(length: nil) { writer in
                            while true { try await writer.write([UInt8](repeating: 65, count: 65_536)) }
                        })
                }
            ]
        }
        try await LiveServer.with(clock: .manual(clock), routes: routes) { live in
            let client = try RawClient(port: live.port, receiveBufferBytes: 8192)
            client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            try await live.settle { $0.writeWaiter != nil }
            clock.advance(by: .seconds(30 + 300))
            try await live.settle(connections: 0)
        }
    }

    @Test func `a streamed answer goes no faster than the client reads`() async throws {
        let pieces = Atomic(0)
        let routes: @Sendable () -> [Route] = {
            [
                Route(.get, "/long", "long") { _ in
                    Response(
                        body: .stream(length: 64 << 20) { writer in
                            for _ in 0..<1024 {
                                try await writer.write([UInt8](repeating: 65, count: 65_536))
                                pieces.add(1, ordering: .relaxed)
                            }
                        })
                }
            ]
        }
        try await LiveServer.with(routes: routes) { live in
            let client = try RawClient(port: live.port, receiveBufferBytes: 8192)
            client.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
            try await live.settle { $0.writeWaiter != nil }
            #expect(pieces.load(ordering: .relaxed) < 512)
            #expect(try await client.readAnswer().body.count == 64 << 20)
        }
    }

    @Test func `who asks and doesn't read gets no further answers made`() async throws {
        let made = Atomic(0)
        let routes: @Sendable () -> [Route] = {
            [
                Route(.get, "/large", "large") { _ in
                    made.add(1, ordering: .relaxed)
                    return Response(body: .bytes([UInt8](repeating: 65, count: 1 << 20)))
                }
            ]
        }
        try await LiveServer.with(routes: routes) { live in
            let client = try RawClient(port: live.port, receiveBufferBytes: 8192)
            client.send(String(repeating: "GET /large HTTP/1.1\r\nHost: x\r\n\r\n", count: 100))
            try await live.settle { $0.writeWaiter != nil }
            let queued = try await live.loop.run {
                live.server?.allConnections.first?.stream.queuedByteCount ?? 0
            }
            #expect(queued < 2 << 20)
            #expect(made.load(ordering: .relaxed) < 20)
            for _ in 0..<100 { #expect(try await client.readAnswer().body.count == 1 << 20) }
        }
    }

    @Test func `a client that never closes after its last answer is cut off`() async throws {
        let clock = ManualClock()
        try await LiveServer.with(clock: .manual(clock)) { live in
            let client = try live.client()
            client.send("nonsense\r\n\r\n")
            #expect(try await client.readAnswer().status == 400)
            #expect(try await client.readToEnd().isEmpty)
            try await live.settle { $0.isLingering && $0.deadline != nil }
            clock.advance(by: .seconds(3))
            try await live.settle(connections: 0)
        }
    }

    @Test func `a body is received no faster than the handler reads`() async throws {
        let gate = Confined(Gate())
        let routes: @Sendable () -> [Route] = {
            [
                Route(.post, "/later", "later", bodyLimitBytes: 64 << 20) { request in
                    await gate.value.wait()
                    return .text("\(try await request.body.collect().count)")
                }
            ]
        }
        try await LiveServer.with(routes: routes) { live in
            let client = try live.client()
            let sending = Task.detached {
                let size = 32 << 20
                client.send("POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n")
                client.send([UInt8](repeating: 65, count: size))
            }
            try await live.settle { $0.isReadingPaused }
            let held = try await live.loop.run {
                live.server?.allConnections.first?.body?.stream?.pendingByteCount ?? 0
            }
            #expect(held < 2 * BodyStream.highWaterBytes)
            try await live.loop.run { gate.value.open() }
            await sending.value
            #expect(try await client.readAnswer().text == "\(32 << 20)")
        }
    }

    @Test func `a gzipped body is read as what it holds, within the limit`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            let text = String(repeating: "slipstream ", count: 20_000)
            let packed = try Gzip.deflate(Array(text.utf8))
            func post(_ path: String, _ bytes: [UInt8], encoding: String = "gzip") async throws
                -> RawClient.Answer
            {
                client.send(
                    Array(
                        ("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Encoding: \(encoding)\r\n"
                            + "Content-Length: \(bytes.count)\r\n\r\n").utf8) + bytes)
                return try await client.readAnswer()
            }
            #expect(try await post("/echo", packed).text == text)
            #expect(try await post("/echo", packed, encoding: "identity, X-GZip").text == text)
            #expect(try await post("/echo", Array(packed.dropLast(4))).status == 400)
            #expect(try await post("/echo", Array("not gzip at all".utf8)).status == 400)
            #expect(try await post("/echo", packed, encoding: "br").status == 415)
            #expect(try await post("/echo", packed, encoding: "gzip, gzip").status == 415)
            let bomb = try Gzip.deflate([UInt8](repeating: 0, count: 16 << 20))
            #expect(try await post("/echo", bomb).status == 400 || bomb.count > 4 << 20)
        }
    }
}

/// Holds a task on a loop until it is opened on that loop.
private final class Gate {
    private var isOpen = false
    private var waiter: UnsafeContinuation<Void, Never>?

    func wait() async {
        if isOpen { return }
        await withUnsafeContinuation { waiter = $0 }
    }

    func open() {
        isOpen = true
        waiter.take()?.resume()
    }
}
