import EventLoop
import Testing

@testable import HTTP

@Suite struct ConnectionTests {
    @Test func `a connection is kept for the next request`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            for _ in 0..<3 {
                client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try await client.readAnswer()
                #expect(answer.status == 200)
                #expect(answer.text == #"{"hello":"world"}"#)
                #expect(answer["Content-Type"] == "application/json; charset=utf-8")
                #expect(answer["Date"]?.hasSuffix(" GMT") == true)
                #expect(answer["X-Request-Id"]?.count == 32)
                #expect(answer["Connection"] == nil)
            }
        }
    }

    @Test func `requests sent ahead are answered in order`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            var requests = ""
            for id in 0..<200 {
                requests += "GET /echo/\(id)?q=\(id) HTTP/1.1\r\nHost: x\r\n\r\n"
                let body = "body \(id)"
                requests +=
                    "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            client.send(requests)
            for id in 0..<200 {
                #expect(try await client.readAnswer().text == "\(id) \(id)")
                #expect(try await client.readAnswer().text == "body \(id)")
            }
        }
    }

    @Test func `a request is understood wherever it is cut`() async throws {
        let request = Array(
            ("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n1;a=b\r\n!\r\n0\r\nT: 1\r\n\r\n").utf8)
        try await LiveServer.with { live in
            let client = try live.client()
            for cut in 1..<request.count {
                client.send(Array(request[..<cut]))
                try await live.loop.run {}
                client.send(Array(request[cut...]))
                #expect(try await client.readAnswer().text == "hello!")
            }
        }
    }

    @Test func `a request that comes byte by byte is answered`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            for byte in "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc".utf8 {
                client.send([byte])
                try await live.loop.run {}
            }
            #expect(try await client.readAnswer().text == "abc")
        }
    }

    @Test func `the client may ask to end the connection`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n")
            let answer = try await client.readAnswer()
            #expect(answer["Connection"] == "close")
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test func `an HTTP 1_0 connection ends unless it is to be kept`() async throws {
        try await LiveServer.with { live in
            let kept = try live.client()
            for _ in 0..<2 {
                kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try await kept.readAnswer()["Connection"] == "keep-alive")
            }
            let ended = try live.client()
            ended.send("GET /stream HTTP/1.0\r\n\r\n")
            let answer = try await ended.readAnswer()
            #expect(answer["Transfer-Encoding"] == nil)
            #expect(answer.text == "piece 0;piece 1;piece 2;piece 3;piece 4;")
            #expect(ended.isClosedByServer)
        }
    }

    @Test func `a client that stops sending still gets its answers`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/7 HTTP/1.1\r\nHost: x\r\n\r\n")
            client.finishSending()
            #expect(try await client.readAnswer().status == 200)
            #expect(try await client.readAnswer().text == "7 -")
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test func `HEAD tells the length and sends no body`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.readAnswer(toHead: true)["Content-Length"] == "17")
            #expect(try await client.readAnswer(toHead: true)["Transfer-Encoding"] == "chunked")
            client.send("GET /none HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            let none = try await client.readAnswer()
            #expect(none.status == 204)
            #expect(none["Content-Length"] == nil)
            #expect(try await client.readAnswer().status == 200)
        }
    }

    @Test func `100 Continue is sent when the handler wants the body, and not else`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            let head = "HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n"
            client.send("POST /echo \(head)")
            #expect(try await client.readAnswer().status == 100)
            client.send("hello")
            #expect(try await client.readAnswer().text == "hello")
            client.send("POST /ignore \(head)")
            let answer = try await client.readAnswer()
            #expect(answer.text == "ignored")
            #expect(answer["Connection"] == "close")
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test func `a body that nobody reads is dropped when it is short, else the connection ends`() async throws
    {
        try await LiveServer.with { live in
            let client = try live.client()
            let short = String(repeating: "a", count: 100_000)
            client.send(
                "POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: \(short.utf8.count)\r\n\r\n\(short)")
            client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.readAnswer().text == "ignored")
            #expect(try await client.readAnswer().text == "1 -")
            client.send("POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n\(short)")
            #expect(try await client.readAnswer()["Connection"] == "close")
            client.send(short)
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test func `a large body arrives whole`() async throws {
        let body = String(repeating: "0123456789", count: 300_000)
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(try await client.readAnswer().text == body)
            client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.readAnswer().status == 200)
        }
    }

    @Test func `a body above the route's limit is 413, whether its length is told or not`() async throws {
        try await LiveServer.with { live in
            let told = try live.client()
            told.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n01234567890")
            #expect(try await told.readAnswer().status == 413)
            told.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await told.readAnswer().status == 200)
            let chunked = try live.client()
            chunked.send(
                "POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n")
            #expect(try await chunked.readAnswer().status == 413)
            #expect(try await chunked.readToEnd().isEmpty)
        }
    }

    @Test func `a streamed answer comes in chunks`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try await client.readAnswer()
            #expect(answer["Transfer-Encoding"] == "chunked")
            #expect(answer.text == "piece 0;piece 1;piece 2;piece 3;piece 4;")
            #expect(try await client.readAnswer().status == 200)
        }
    }

    @Test func `what nobody foresaw is a 500 that carries the request id`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("GET /fail HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try await client.readAnswer()
            #expect(answer.status == 500)
            #expect(answer.text == #"{"message":"Internal Server Error","errors":[]}"#)
            #expect(answer["X-Request-Id"]?.count == 32)
            #expect(try await client.readAnswer().status == 200)
        }
    }
}
