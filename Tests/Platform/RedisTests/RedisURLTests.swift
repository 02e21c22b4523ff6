import Telemetry
import Testing

@testable import Redis

@Suite struct RedisURLTests {
    @Test func `every part of a URL is read`() throws {
        let url = try RedisURL("redis://me:p%40ss:word@cache.example:7000/2")
        #expect(url.endpoint == .tcp(host: "cache.example", port: 7000))
        #expect(url.user == "me")
        #expect(url.password?.revealed == "p@ss:word")
        #expect(url.database == 2)
        #expect(!url.description.contains("word"))
    }

    @Test func `what is left out has its default`() throws {
        let url = try RedisURL("redis://127.0.0.1")
        #expect(url.endpoint == .tcp(host: "127.0.0.1", port: 6379))
        #expect(url.user == nil)
        #expect(url.password == nil)
        #expect(url.database == 0)
        #expect(try RedisURL("redis://:secret@localhost/").password?.revealed == "secret")
        #expect(try RedisURL("redis://:secret@localhost/").user == nil)
        #expect(try RedisURL("redis://[::1]:6380").endpoint == .tcp(host: "::1", port: 6380))
    }

    @Test func `a unix socket is a path with options`() throws {
        let url = try RedisURL("unix:///run/my%20redis.sock?db=4&password=x")
        #expect(url.endpoint == .unix(path: "/run/my redis.sock"))
        #expect(url.database == 4)
        #expect(url.password?.revealed == "x")
    }

    @Test(arguments: [
        "", "redis", "http://localhost", "rediss://localhost", "redis://", "redis://host:0",
        "redis://host:70000",
        "redis://host/x", "redis://host/-1", "unix://relative", "redis://:%zz@host", "redis://:%4@host",
    ]) func `what cannot be used is refused`(text: String) {
        #expect(throws: RedisError.self) { try RedisURL(text) }
    }
}
