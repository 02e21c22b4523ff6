import Testing

@testable import HTTP

@Suite struct TrustedProxiesTests {
    private func client(
        _ proxies: String, peer: String = "10.0.0.1", _ headers: KeyValuePairs<String, String>
    ) throws -> String {
        let proxies = try #require(TrustedProxies(parsing: proxies))
        return proxies.client(of: Request(.get, "/", headers: headers).headers, peer: peer)
    }

    @Test func `without trusted proxies nobody is believed`() throws {
        #expect(try client("", ["X-Forwarded-For": "192.0.2.1"]) == "10.0.0.1")
    }

    @Test func `a client that connects itself cannot choose its address`() throws {
        #expect(
            try client("10.0.0.0/8", peer: "203.0.113.9", ["X-Forwarded-For": "192.0.2.1"]) == "203.0.113.9")
    }

    @Test func `the last address that is no proxy's is the client's`() throws {
        let forged = "1.1.1.1, 192.0.2.7, 10.2.3.4"
        #expect(try client("10.0.0.0/8", ["X-Forwarded-For": forged]) == "192.0.2.7")
        #expect(try client("10.0.0.1", ["X-Forwarded-For": forged]) == "10.2.3.4")
    }

    @Test func `several fields are one list`() throws {
        let fields: KeyValuePairs = [
            "X-Forwarded-For": "1.1.1.1", "x-forwarded-for": "192.0.2.7", "X-Forwarded-For": "10.2.3.4",
        ]
        #expect(try client("10.0.0.0/8", fields) == "192.0.2.7")
    }

    @Test func `where all are proxies, the first is the client`() throws {
        #expect(try client("10.0.0.0/8", ["X-Forwarded-For": "10.9.9.9,10.2.3.4"]) == "10.9.9.9")
        #expect(try client("10.0.0.0/8", [:]) == "10.0.0.1")
    }

    @Test(arguments: [
        "unknown", "", "999.1.1.1", "192.0.2.1.5", "_hidden", "[2001:db8::1", "2001:db8::1%eth0",
    ])
    func `what is no address ends the chain`(element: String) throws {
        #expect(
            try client("10.0.0.0/8", ["X-Forwarded-For": "192.0.2.1, \(element), 10.2.3.4"]) == "10.2.3.4")
    }

    @Test func `addresses have one form, with or without a port`() throws {
        for (written, text) in [
            ("192.0.2.1:5000", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:DB8:0:0::1", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
        ] {
            #expect(try client("10.0.0.0/8", ["X-Forwarded-For": written]) == text)
        }
    }

    @Test func `a chain is followed so far and no farther`() throws {
        let chain = ["192.0.2.1"] + Array(repeating: "10.2.3.4", count: TrustedProxies.maximumHops)
        #expect(try client("10.0.0.0/8", ["X-Forwarded-For": chain.joined(separator: ", ")]) == "10.2.3.4")
    }

    @Test func `networks hold what their first bits say`() throws {
        func holds(_ network: String, _ address: String) throws -> Bool {
            try #require(IPNetwork(network)).contains(try #require(IPAddress(address)))
        }
        #expect(try holds("192.0.2.0/25", "192.0.2.127"))
        #expect(try !holds("192.0.2.0/25", "192.0.2.128"))
        #expect(try holds("192.0.2.1", "::ffff:192.0.2.1"))
        #expect(try holds("0.0.0.0/0", "203.0.113.9"))
        #expect(try !holds("0.0.0.0/0", "2001:db8::1"))
        #expect(try holds("::/0", "203.0.113.9"))
        #expect(try holds("2001:db8::/32", "2001:db8:ffff::1"))
        #expect(try !holds("2001:db8::/32", "2001:db9::1"))
        #expect(try holds("2001:db8::8000:0:0:0/65", "2001:db8::8000:0:0:1"))
        #expect(try !holds("2001:db8::8000:0:0:0/65", "2001:db8::1"))
    }

    @Test(arguments: [
        "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "10.0.0/8", "10.0.0.0/8/8", "localhost",
    ])
    func `what is no network is refused`(text: String) {
        #expect(TrustedProxies(parsing: text) == nil)
    }

    @Test func `a list has a maximum`() {
        let list = Array(repeating: "10.0.0.0/8", count: TrustedProxies.maximumCount)
        #expect(TrustedProxies(parsing: list.joined(separator: ",")) != nil)
        #expect(TrustedProxies(parsing: (list + ["10.0.0.0/8"]).joined(separator: ",")) == nil)
    }

    @Test func `a request over a real connection has the address that the proxy tells`() async throws {
        let proxies = try #require(TrustedProxies(parsing: "127.0.0.1"))
        let routes: @Sendable () -> [Route] = {
            [Route(.get, "/whoami", "whoami") { request in .text(request.remoteAddress) }]
        }
        try await LiveServer.with(proxies: proxies, routes: routes) { server in
            let client = try server.client()
            client.send("GET /whoami HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
            #expect(try await client.readAnswer().body == Array("192.0.2.1".utf8))
            client.send("GET /whoami HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.readAnswer().body == Array("127.0.0.1".utf8))
        }
    }
}
