import EventLoop
import Telemetry
import Testing

@testable import HTTPClient

@Suite(.enabled(if: WebServerProcess.python != nil, "python3 is not installed"), .timeLimit(.minutes(1)))
struct HTTPClientTests {
    @Test func `an answer has its status, its headers in lower case and its body`() async throws {
        try await withClient { client, server async throws in
            let response = try await client.send(OutgoingRequest("GET", server.url("/hello")))
            #expect(response.status == 200)
            #expect(response.body == Array("hello".utf8))
            #expect(response.headers.filter { $0.name == "x-two" }.map(\.value) == ["1", "2"])
            #expect(response.header("x-empty") == "")
            #expect(response.header("nothing") == nil)
            #expect(response.url == server.url("/hello"))
        }
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE"])
    func `what is sent is what was asked, and nothing more`(method: String) async throws {
        try await withClient { client, server async throws in
            let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            var request = OutgoingRequest(
                method, server.url("/echo"), headers: [("X-Test", "a b"), ("X-None", "")])
            request.body = body
            let response = try await client.send(request)
            let split = response.body.count - body.count
            #expect(Array(response.body[split...]) == body)
            let head = String(decoding: response.body[..<split], as: UTF8.self)
            #expect(head.hasPrefix("\(method) /echo\n"))
            #expect(head.contains("\nX-Test: a b\n"))
            #expect(head.contains("\nX-None: \n"))
            #expect(head.contains("\nContent-Length: 100000\n"))
            #expect(!head.contains("Content-Type"))
            #expect(!head.contains("Expect"))
        }
    }

    @Test func `an empty body and no body differ`() async throws {
        try await withClient { client, server async throws in
            let empty = try await client.send(OutgoingRequest("POST", server.url("/echo"), body: []))
            #expect(String(decoding: empty.body, as: UTF8.self).contains("\nContent-Length: 0\n"))
            let none = try await client.send(OutgoingRequest("GET", server.url("/echo")))
            #expect(!String(decoding: none.body, as: UTF8.self).contains("Content-Length"))
            #expect(try await client.send(OutgoingRequest("HEAD", server.url("/hello"))).body.isEmpty)
        }
    }

    @Test func `any status is an answer`() async throws {
        try await withClient { client, server async throws in
            for status in [204, 301, 404, 503] {
                let response = try await client.send(OutgoingRequest("GET", server.url("/status/\(status)")))
                #expect(response.status == status)
            }
        }
    }

    @Test func `connections are used again`() async throws {
        try await withClient { client, server async throws in
            let first = try await client.send(OutgoingRequest("GET", server.url("/port")))
            let second = try await client.send(OutgoingRequest("GET", server.url("/port")))
            #expect(first.body == second.body)
        }
    }

    @Test func `a client that is let go of without closing leaves nothing behind`() async throws {
        try await onLoop { loop async throws in
            let server = try WebServerProcess()
            for _ in 0..<3 {
                let client = HTTPClient(loop: loop, addresses: .any)
                #expect(try await client.send(OutgoingRequest("GET", server.url("/hello"))).status == 200)
            }
        }
    }

    @Test func `compressed answers are unpacked, and their limit counts what comes out`() async throws {
        try await withClient { client, server async throws in
            var request = OutgoingRequest("GET", server.url("/gzip"))
            #expect(try await client.send(request).body == [UInt8](repeating: 97, count: 100_000))
            request.responseLimitBytes = 99_999
            await #expect(throws: HTTPClientError.tooLarge) { try await client.send(request) }
            let headers = OutgoingRequest("GET", server.url("/headers"))
            await #expect(throws: HTTPClientError.tooLarge) { try await client.send(headers) }
        }
    }

    @Test func `redirections are followed only when asked, and not for ever`() async throws {
        try await withClient { client, server async throws in
            var request = OutgoingRequest("GET", server.url("/redirect"))
            #expect(try await client.send(request).status == 302)
            request.redirectLimit = 1
            let response = try await client.send(request)
            #expect(response.body == Array("hello".utf8))
            #expect(response.url == server.url("/hello"))
            #expect(response.header("x-old") == nil)
            request.url = server.url("/loop")
            await #expect(throws: HTTPClientError.tooManyRedirects) { try await client.send(request) }
        }
    }

    @Test func `requests run side by side up to the limit, the next wait, the rest are refused`() async throws
    {
        var configuration = HTTPClientConfiguration()
        configuration.concurrentRequestsLimit = 2
        configuration.waitingRequestsLimit = 3
        try await withClient(configuration) { client, server async throws in
            let outcomes = await withTaskGroupOnLoop(8) { _ in
                (try? await client.send(OutgoingRequest("GET", server.url("/hello"))))?.status
            }
            #expect(outcomes.compactMap { $0 } == [200, 200, 200, 200, 200])
            #expect(client.requestCount == 0)
        }
    }

    @Test func `requests and outcomes are counted`() async throws {
        try await onLoop { loop async throws in
            let server = try WebServerProcess()
            let registry = Metrics()
            let client = HTTPClient(loop: loop, addresses: .any, metrics: HTTPClientMetrics(registry))
            defer { client.close() }
            _ = try await client.send(OutgoingRequest("GET", server.url("/hello")))
            _ = try? await client.send(OutgoingRequest("GET", "ftp://example.com"))
            let text = registry.prometheusText()
            #expect(text.contains(#"slipstream_http_client_requests_total{outcome="2xx"} 1"#))
            #expect(text.contains(#"slipstream_http_client_requests_total{outcome="invalid_request"} 1"#))
            #expect(text.contains("slipstream_http_client_in_flight 0\n"))
        }
    }
}

/// Runs `body` with a client that may connect anywhere, beside a server.
func withClient(
    _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
    _ body: @escaping @Sendable (HTTPClient, WebServerProcess) async throws -> Void
) async throws {
    try await onLoop { loop in
        let server = try WebServerProcess()
        let client = HTTPClient(loop: loop, addresses: .any, configuration: configuration)
        defer { client.close() }
        try await body(client, server)
    }
}

/// Runs `operation` so many times at once on the current loop; the results are in the order of their ends.
private func withTaskGroupOnLoop<Value>(_ count: Int, _ operation: @escaping (Int) async -> Value) async
    -> [Value]
{
    guard let loop = EventLoop.current else { return [] }
    var results: [Value] = []
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
        for index in 0..<count {
            loop.spawn {
                results.append(await operation(index))
                if results.count == count { continuation.resume() }
            }
        }
    }
    return results
}
