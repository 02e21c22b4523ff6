import EventLoop
import Glibc
import Testing

@testable import HTTPClient

@Suite(.enabled(if: WebServerProcess.python != nil, "python3 is not installed"), .timeLimit(.minutes(1)))
struct HTTPClientFailureTests {
    @Test func `a late answer is not waited for`() async throws {
        try await withClient { client, server async throws in
            var request = OutgoingRequest("GET", server.url("/slow"))
            request.timeout = .milliseconds(100)
            await #expect(throws: HTTPClientError.timedOut) { try await client.send(request) }
            #expect(client.requestCount == 0)
        }
    }

    @Test func `waiting for a place counts towards the time-out`() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.concurrentRequestsLimit = 1
        try await withClient(configuration) { client, server async throws in
            var slow = OutgoingRequest("GET", server.url("/slow"))
            slow.timeout = .milliseconds(300)
            var quick = OutgoingRequest("GET", server.url("/hello"))
            quick.timeout = .milliseconds(100)
            let outcomes = await both(client, slow, quick)
            #expect(outcomes == [.timedOut, .timedOut])
            #expect(try await client.send(quick).status == 200)
        }
    }

    @Test func `a cancelled task gives its request up`() async throws {
        try await onLoop { loop async throws in
            let server = try WebServerProcess()
            let client = HTTPClient(loop: loop, addresses: .any)
            defer { client.close() }
            let outcome = await withUnsafeContinuation {
                (continuation: UnsafeContinuation<HTTPClientError?, Never>) in
                let task = loop.spawn {
                    continuation.resume(
                        returning: await failure(client, OutgoingRequest("GET", server.url("/slow"))))
                }
                loop.schedule(after: .milliseconds(50)) { task.cancel() }
            }
            #expect(outcome == .cancelled)
            #expect(client.requestCount == 0)
        }
    }

    @Test func `closing ends what is under way`() async throws {
        try await onLoop { loop async throws in
            let server = try WebServerProcess()
            let client = HTTPClient(loop: loop, addresses: .any)
            loop.schedule(after: .milliseconds(50)) { client.close() }
            #expect(await failure(client, OutgoingRequest("GET", server.url("/slow"))) == .closed)
            #expect(await failure(client, OutgoingRequest("GET", server.url("/hello"))) == .closed)
        }
    }

    @Test func `a dropped connection and a dead port are told apart`() async throws {
        try await withClient { client, server async throws in
            guard
                case .interrupted = await failure(
                    client, OutgoingRequest("POST", server.url("/drop"), body: [1]))
            else {
                Issue.record("a dropped connection is an interruption")
                return
            }
            guard case .notConnected = await failure(client, OutgoingRequest("GET", "http://127.0.0.1:1/"))
            else {
                Issue.record("nobody listens at port 1")
                return
            }
        }
    }

    @Test(arguments: [
        OutgoingRequest("GE T", "http://example.com"), OutgoingRequest("GET\r\n", "http://example.com"),
        OutgoingRequest("GET", "http://example.com/a b"),
        OutgoingRequest("GET", "http://example.com/\r\nX: y"),
        OutgoingRequest("GET", "file:///etc/passwd"), OutgoingRequest("GET", "gopher://127.0.0.1/"),
        OutgoingRequest("GET", "nonsense://"), OutgoingRequest("GET", ""),
        OutgoingRequest("GET", "http://example.com", headers: [("X-A", "b\r\nX-C: d")]),
        OutgoingRequest("GET", "http://example.com", headers: [("X A", "b")]),
        OutgoingRequest("GET", "http://example.com", headers: [("X-A:", "b")]),
        OutgoingRequest("GET", "http://example.com/" + String(repeating: "a", count: 9000)),
    ]) func `what must not be sent is refused`(request: OutgoingRequest) async throws {
        try await onLoop { loop async throws in
            let client = HTTPClient(loop: loop)
            defer { client.close() }
            guard case .invalidRequest = await failure(client, request) else {
                Issue.record("\(request.url) was not refused")
                return
            }
        }
    }

    @Test func `a client for public addresses goes nowhere else`() async throws {
        try await onLoop { loop async throws in
            let server = try WebServerProcess()
            let client = HTTPClient(loop: loop, addresses: .publicAddressesOnly)
            defer { client.close() }
            for host in [
                "127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f000001", "127.1", "[::1]", "0.0.0.0",
            ] {
                let outcome = await failure(client, OutgoingRequest("GET", server.url("/hello", host: host)))
                #expect(outcome == .forbiddenAddress, "\(host)")
            }
        }
    }

    @Test(.enabled(if: WebServerProcess.openssl != nil))
    func `certificates are checked for their issuer and their name`() async throws {
        try await onLoop { loop async throws in
            let server = try WebServerProcess(tls: true)
            let url = server.url("/hello", host: "localhost", scheme: "https")
            let stranger = HTTPClient(loop: loop, addresses: .any)
            defer { stranger.close() }
            guard case .notTrusted = await failure(stranger, OutgoingRequest("GET", url)) else {
                Issue.record("an unknown issuer was trusted")
                return
            }
            var configuration = HTTPClientConfiguration()
            configuration.certificateAuthoritiesFile = server.certificateFile
            let friend = HTTPClient(loop: loop, addresses: .any, configuration: configuration)
            defer { friend.close() }
            #expect(try await friend.send(OutgoingRequest("GET", url)).status == 200)
            let otherName = OutgoingRequest("GET", server.url("/hello", scheme: "https"))
            guard case .notTrusted = await failure(friend, otherName) else {
                Issue.record("a certificate for another name was trusted")
                return
            }
        }
    }

    @Test(
        .enabled(
            if: WebServerProcess.openssl != nil && WebServerProcess.nginx != nil, "nginx is not installed"))
    func `HTTP 2 is used where it is offered`() async throws {
        try await onLoop { loop async throws in
            let server = try WebServerProcess(nginxAt: try freePort())
            var configuration = HTTPClientConfiguration()
            configuration.certificateAuthoritiesFile = server.certificateFile
            let client = HTTPClient(loop: loop, addresses: .any, configuration: configuration)
            defer { client.close() }
            let request = OutgoingRequest("GET", server.url("/", host: "localhost", scheme: "https"))
            // nginx needs a moment to listen.
            for _ in 0..<100 {
                guard case .notConnected = await failure(client, request) else { break }
                try await loop.sleep(for: .milliseconds(20))
            }
            #expect(try await client.send(request).body == Array("HTTP/2.0".utf8))
        }
    }
}

private func failure(_ client: HTTPClient, _ request: OutgoingRequest) async -> HTTPClientError? {
    do throws(HTTPClientError) {
        _ = try await client.send(request)
        return nil
    } catch { return error }
}

/// The failures of two requests that are sent at once, in the order of their ends.
private func both(
    _ client: HTTPClient, _ first: OutgoingRequest, _ second: OutgoingRequest
) async -> [HTTPClientError?] {
    guard let loop = EventLoop.current else { return [] }
    var outcomes: [HTTPClientError?] = []
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
        for request in [first, second] {
            loop.spawn {
                outcomes.append(await failure(client, request))
                if outcomes.count == 2 { continuation.resume() }
            }
        }
    }
    return outcomes
}

/// A port of loopback that nobody uses now.
private func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
        }
    }
    guard result else { throw HTTPClientError.notConnected("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
}
