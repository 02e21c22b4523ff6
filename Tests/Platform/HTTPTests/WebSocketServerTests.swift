import Testing
import WebSocket

@testable import EventLoop
@testable import HTTP

@Suite struct WebSocketServerTests {
    /// A delegate that sends back what comes, and notes how it ended.
    private final class Echo: WebSocketDelegate {
        func opened(_ socket: WebSocketConnection, chosenProtocol: String?) {
            if let chosenProtocol { socket.send("speaking \(chosenProtocol)") }
        }

        func received(_ message: WebSocketMessage, on socket: WebSocketConnection) {
            switch message {
            case .text(let bytes) where bytes == Array("close me".utf8):
                socket.close(.normal, reason: "as you wish")
            case .text(let bytes) where bytes == Array("flood me".utf8):
                while socket.send(frame: WebSocketFrame.binary([UInt8](repeating: 1, count: 10_000))) {}
            case .text(let bytes): socket.send(frame: WebSocketFrame.text(bytes))
            case .binary(let bytes): socket.send(frame: WebSocketFrame.binary(bytes))
            }
        }

        func closed(_ socket: WebSocketConnection, code: CloseCode) {}
    }

    /// The hub of the loop at hand, which tests reach through the loop.
    private final class HubBox {
        var hub: WebSocketHub?
    }

    private func with(
        clock: LoopClock = .system, settings: WebSocketSettings = .withoutPings,
        _ body: (LiveServer, Confined<HubBox>) async throws -> Void
    ) async throws {
        let box = Confined(HubBox())
        let routes: @Sendable () -> [Route] = {
            guard let loop = EventLoop.current else { return [] }
            let hub = WebSocketHub(loop: loop, settings: settings)
            box.value.hub = hub
            let options = WebSocketOptions(
                protocols: ["v2", "v1"], allowsOrigin: { $0 == "https://ok.example" },
                limits: WebSocketLimits(frameBytes: 1000, messageBytes: 1000, fragments: 4))
            return [
                Route(.get, "/ws", "ws") { request in
                    try Response.webSocket(request, on: hub, options: options, delegate: Echo())
                }
            ]
        }
        try await LiveServer.with(clock: clock, routes: routes) { live in
            try await body(live, box)
            try await live.loop.run {
                await box.value.hub?.drain(within: .zero)
                box.value.hub = nil
            }
        }
    }

    private func handshake(_ changes: [String: String?] = [:], method: String = "GET") -> String {
        var fields: [String: String] = [
            "Host": "x", "Connection": "keep-alive, Upgrade", "Upgrade": "WebSocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        for (name, value) in changes { fields[name] = value }
        let lines = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
        return "\(method) /ws HTTP/1.1\r\n\(lines)\r\n"
    }

    private func frame(_ opcode: UInt8, _ text: String) -> [UInt8] {
        [0x80 | opcode, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8)
    }

    private func open(_ live: LiveServer, _ changes: [String: String?] = [:]) async throws -> RawClient {
        let client = try live.client()
        client.send(handshake(changes))
        let answer = try await client.readAnswer()
        #expect(answer.status == 101)
        return client
    }

    @Test func `a connection becomes a WebSocket, with the answer of the RFC`() async throws {
        try await with { live, _ in
            let client = try live.client()
            client.send(Array(handshake().utf8) + frame(1, "sent along"))
            let answer = try await client.readAnswer()
            #expect(answer.status == 101)
            #expect(answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(answer["Upgrade"] == "websocket")
            #expect(answer["Connection"] == "Upgrade")
            #expect(answer["Content-Length"] == nil)
            #expect(answer["Sec-WebSocket-Protocol"] == nil)
            #expect(try await client.read(12) == [0x81, 10] + Array("sent along".utf8))
            client.send(frame(2, "x"))
            #expect(try await client.read(3) == [0x82, 1, 0x78])
            client.send(frame(9, "?"))
            #expect(try await client.read(3) == [0x8a, 1, 0x3f])
            #expect(try await live.loop.run { live.server?.connectionCount } == 0)
        }
    }

    @Test(arguments: [
        (["Upgrade": nil], 426), (["Connection": "close"], 426), (["Upgrade": "h2c"], 426),
        (["Sec-WebSocket-Version": "8"], 426), (["Sec-WebSocket-Key": nil], 400),
        (["Sec-WebSocket-Key": "dGhlIHNhbXBsZQ=="], 400), (["Sec-WebSocket-Key": "!"], 400),
        (["Origin": "https://evil.example"], 403), (["Content-Length": "1"], 426),
    ])
    func `a handshake that is not right is refused`(changes: [String: String?], status: Int) async throws {
        try await with { live, _ in
            let client = try live.client()
            client.send(handshake(changes) + (changes["Content-Length"] == nil ? "" : "x"))
            let answer = try await client.readAnswer()
            #expect(answer.status == status)
            if status == 426 { #expect(answer["Sec-WebSocket-Version"] == "13") }
        }
    }

    @Test func `the server's best sub-protocol is chosen, and an allowed origin let in`() async throws {
        try await with { live, _ in
            let client = try live.client()
            client.send(handshake(["Sec-WebSocket-Protocol": "v0, v1,v2", "Origin": "https://ok.example"]))
            #expect(try await client.readAnswer()["Sec-WebSocket-Protocol"] == "v2")
            #expect(try await client.read(13) == [0x81, 11] + Array("speaking v2".utf8))
            let other = try live.client()
            other.send(handshake(["Sec-WebSocket-Protocol": "v9"]))
            #expect(try await other.readAnswer()["Sec-WebSocket-Protocol"] == nil)
        }
    }

    @Test func `what was sent before a broken frame is answered before the end`() async throws {
        try await with { live, _ in
            let client = try await open(live)
            client.send(frame(1, "first") + [0xc1, 0x80, 0, 0, 0, 0] + frame(9, ""))
            let all = try await client.readToEnd()
            #expect(Array(all.prefix(7)) == [0x81, 5] + Array("first".utf8))
            #expect(all[7] == 0x88)
            #expect(Array(all[9...10]) == [0x03, 0xea])
        }
    }

    @Test func `closings are shaken hands on, from either side`() async throws {
        try await with { live, _ in
            let client = try await open(live)
            client.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8])
            #expect(try await client.readToEnd() == [0x88, 2, 0x03, 0xe8])
            let closed = try await open(live)
            closed.send(frame(1, "close me"))
            #expect(try await closed.read(15) == [0x88, 13, 0x03, 0xe8] + Array("as you wish".utf8))
            closed.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8])
            #expect(try await closed.readToEnd().isEmpty)
        }
    }

    @Test func `frames that are not masked or too large end the socket`() async throws {
        try await with { live, _ in
            let unmasked = try await open(live)
            unmasked.send([0x81, 1, 0x61])
            #expect(try await unmasked.readToEnd().prefix(4) == [0x88, 12, 0x03, 0xea])
            let large = try await open(live)
            large.send([0x82, 0xfe, 0x10, 0, 0, 0, 0, 0])
            #expect(try await Array(large.readToEnd()[2..<4]) == [0x03, 0xf1])
        }
    }

    @Test func `who doesn't answer a ping is cut off, who does stays`() async throws {
        let clock = ManualClock()
        try await with(clock: .manual(clock), settings: WebSocketSettings()) { live, box in
            let silent = try await open(live)
            let alive = try await open(live)
            try await live.loop.run { #expect(box.value.hub?.count == 2) }
            var pings = 0
            for _ in 0..<(2 * WebSocketHub.bucketCount) {
                clock.advance(by: .milliseconds(400))
                alive.send(frame(1, "x"))
                while try await alive.read(2)[0] == 0x89 { pings += 1 }
                #expect(try await alive.read(1) == [0x78])
            }
            #expect(pings == 2)
            #expect(try await silent.readToEnd() == [0x89, 0])
            try await live.loop.run { #expect(box.value.hub?.count == 1) }
        }
    }

    @Test func `a client that takes nothing loses its socket, not the server its memory`() async throws {
        try await with { live, box in
            let client = try RawClient(port: live.port, receiveBufferBytes: 8192)
            client.send(handshake())
            #expect(try await client.readAnswer().status == 101)
            client.send(frame(1, "flood me"))
            #expect(try await client.read(1) == [0x82])
            client.send([0x88, 0x80, 0, 0, 0, 0])
            let all = try await client.readToEnd()
            #expect(all.count > 64 * 1024)
            #expect(Array(all.suffix(12)) == [0x88, 10, 0x03, 0xf5] + Array("too slow".utf8))
            client.finishSending()
            for _ in 0..<10_000 where try await live.loop.run({ box.value.hub?.count != 0 }) {
                await Task.yield()
            }
            try await live.loop.run { #expect(box.value.hub?.count == 0) }
        }
    }

    @Test func `sockets above the limit are 503, and draining closes all with 1001`() async throws {
        var settings = WebSocketSettings.withoutPings
        settings.sockets = 1
        settings.closingTime = .milliseconds(50)
        try await with(settings: settings) { live, box in
            let client = try await open(live)
            let second = try live.client()
            second.send(handshake())
            #expect(try await second.readAnswer().status == 503)
            let draining = Task {
                try await live.loop.run { await box.value.hub?.drain(within: .seconds(2)) }
            }
            let head = try await client.read(2)
            try #require(head[0] == 0x88 && head[1] > 2)
            #expect(try await client.read(2) == [0x03, 0xe9])
            let reason = String(decoding: try await client.read(Int(head[1]) - 2), as: UTF8.self)
            #expect(reason.hasPrefix("retry after "))
            client.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9])
            try await draining.value
        }
    }
}

extension WebSocketSettings {
    /// None that a test would see: the first one comes any moment of the first interval.
    fileprivate static var withoutPings: WebSocketSettings {
        var settings = WebSocketSettings()
        settings.pingInterval = .seconds(86_400)
        return settings
    }
}
