import Testing

@testable import HTTP

/// What two servers could read differently is refused: the corpus of request smuggling.
@Suite struct FramingTests {
    static let refused: [(name: String, bytes: String)] = [
        ("two lengths that differ", post("Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")),
        ("two lengths that agree", post("Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc")),
        ("a list of lengths", post("Content-Length: 3, 3\r\n\r\nabc")),
        ("a length with a sign", post("Content-Length: +3\r\n\r\nabc")),
        ("a negative length", post("Content-Length: -3\r\n\r\nabc")),
        ("a hexadecimal length", post("Content-Length: 0x3\r\n\r\nabc")),
        ("an empty length", post("Content-Length: \r\n\r\nabc")),
        ("a length of 2 to the 64", post("Content-Length: 18446744073709551616\r\n\r\n")),
        ("a length with a space inside", post("Content-Length: 1 0\r\n\r\n0123456789")),
        ("length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        ("chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")),
        (
            "two transfer encodings",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        ),
        ("a coding before chunked", post("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")),
        ("identity", post("Transfer-Encoding: identity\r\n\r\n")),
        ("chunked misspelt", post("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")),
        ("chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n")),
        ("chunked with a vertical tab", post("Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n")),
        ("a space before the colon", post("Content-Length : 3\r\n\r\nabc")),
        ("a tab before the colon", post("Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n")),
        ("a space before the name", post(" Content-Length: 3\r\n\r\nabc")),
        ("a folded header", post("X: a\r\n b\r\nContent-Length: 0\r\n\r\n")),
        ("a header folded with a tab", post("X: a\r\n\tb\r\n\r\n")),
        ("a header without a colon", post("Content-Length\r\n\r\n")),
        ("a header without a name", post(": x\r\n\r\n")),
        ("NUL in a value", post("X: a\0b\r\n\r\n")),
        ("NUL in a name", post("X\0: a\r\n\r\n")),
        ("a control character in a value", post("X: a\u{1}b\r\n\r\n")),
        ("a bare carriage return in a value", post("X: a\rContent-Length: 3\r\n\r\nabc")),
        ("a bare line feed between headers", "POST /echo HTTP/1.1\r\nHost: x\nContent-Length: 3\r\n\r\nabc"),
        ("a bare line feed after the request line", "POST /echo HTTP/1.1\nHost: x\r\n\r\n"),
        ("bare line feeds at the end", "GET /hello HTTP/1.1\r\nHost: x\r\n\n"),
        ("only bare line feeds", "GET /hello HTTP/1.1\nHost: x\n\n"),
        ("no host", "GET /hello HTTP/1.1\r\n\r\n"),
        ("two hosts", "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
        ("a host with a path", "GET /hello HTTP/1.1\r\nHost: x/y\r\n\r\n"),
        ("a host with a user", "GET /hello HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        ("two spaces before the target", "GET  /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("two spaces before the version", "GET /hello  HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a space after the version", "GET /hello HTTP/1.1 \r\nHost: x\r\n\r\n"),
        ("a tab in the request line", "GET\t/hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("no version", "GET /hello\r\nHost: x\r\n\r\n"),
        ("a version in small letters", "GET /hello http/1.1\r\nHost: x\r\n\r\n"),
        ("a version with two digits", "GET /hello HTTP/1.10\r\nHost: x\r\n\r\n"),
        ("a target with a control character", "GET /he\u{7f}llo HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a target that is not ASCII", "GET /hä HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a method that is no token", "G(T /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("leading spaces", " GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("many empty lines", "\r\n\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("chunks in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("an unknown expectation", post("Expect: 200-maybe\r\nContent-Length: 1\r\n\r\na")),
    ]

    static func post(_ rest: String) -> String {
        "POST /echo HTTP/1.1\r\nHost: x\r\n\(rest)"
    }

    @Test(arguments: refused.indices)
    func `an ambiguous head is 400 and ends the connection`(index: Int) async throws {
        let (name, bytes) = FramingTests.refused[index]
        try await LiveServer.with { live in
            let client = try live.client()
            client.send(bytes + "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try await client.readAnswer()
            #expect(answer.status == 400, "\(name)")
            #expect(answer["Connection"] == "close", "\(name)")
            #expect(answer.text.contains(#""message":"Bad Request""#), "\(name)")
            #expect(try await client.readToEnd().isEmpty, "\(name): a smuggled request was answered")
        }
    }

    static let badChunks = [
        "g\r\n", "0x3\r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n",
        "+3\r\nabc\r\n",
        "-1\r\n", "\r\nabc\r\n", ";a\r\n", "123456789\r\n", "ffffffffffffffff\r\n", "3\nabc\n0\n\n",
        "3\r\nabcd\r\n", "3\r\nabc\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "3\r\rabc", "3;\0\r\nabc\r\n",
        "3;a\nabc\r\n0\r\n\r\n", "0\r\n: x\r\n\r\n", "0\r\n x: y\r\n\r\n", "0\r\nx: \0\r\n\r\n",
        "0\r\nx\ny\r\n\r\n",
        "3;\(String(repeating: "x", count: 1100))\r\nabc\r\n",
        "0\r\nx: \(String(repeating: "y", count: 4200))\r\n\r\n",
    ]

    @Test(arguments: badChunks)
    func `a body in bad chunks is 400 and ends the connection`(chunks: String) async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)")
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try await client.readAnswer()
            #expect(answer.status == 400)
            #expect(answer["Connection"] == "close")
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test func `a flood of tiny chunks is refused`() async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "1;\(String(repeating: "0", count: 12))\r\na\r\n"
            client.send(String(repeating: chunk, count: 3000))
            #expect(try await client.readAnswer().status == 400)
        }
    }

    @Test(arguments: [
        ("GET /hello HTTP/2.0\r\nHost: x\r\n\r\n", 505), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET /hello HTTP/1.2\r\nHost: x\r\n\r\n", 505), ("BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 20000))\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "X: a\r\n", count: 120))\r\n", 431),
    ])
    func `what is too large or unknown has its own status`(bytes: String, status: Int) async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send(bytes)
            #expect(try await client.readAnswer().status == status)
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test(arguments: [
        "\r\nGET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n", "GET http://x/echo/1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /echo/1 HTTP/1.1\r\nHost:\r\n\r\n", "GET /echo/1 HTTP/1.1\r\nhOST:x:80\r\nX:\r\nY: \t \r\n\r\n",
        "GET /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX: \u{e4}\r\n\r\n",
        "GET /echo/1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ])
    func `what the grammar allows is served`(bytes: String) async throws {
        try await LiveServer.with { live in
            let client = try live.client()
            client.send(bytes)
            #expect(try await client.readAnswer().text == "1 -")
            client.send(bytes)
            #expect(try await client.readAnswer().text == "1 -")
        }
    }
}
