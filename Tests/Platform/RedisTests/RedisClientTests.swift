import EventLoop
import Testing

@testable import Redis

@Suite(.enabled(if: RedisServerProcess.isInstalled, "redis-server is not installed"), .timeLimit(.minutes(1)))
struct RedisClientTests {
    @Test func `replies of every type arrive as they are`() async throws {
        try await withClient { client, _, _ async throws in
            #expect(try await client.command("SET", "k", "v") == .status("OK"))
            #expect(try await client.command("GET", "k") == .bytes(Array("v".utf8)))
            #expect(try await client.command("GET", "nothing") == .null)
            #expect(try await client.command("INCRBY", "n", -12) == .integer(-12))
            #expect(try await client.command("LRANGE", "nothing", 0, -1) == .array([]))
            let nested = "return {1, 'two', {3, {ok='four'}, {err='FIVE is wrong'}}, false}"
            let expected: RedisValue = .array([
                .integer(1), .bytes(Array("two".utf8)),
                .array([
                    .integer(3), .status("four"), .error(.refused(code: "FIVE", message: "FIVE is wrong")),
                ]), .null,
            ])
            #expect(try await client.command("EVAL", nested, 0) == expected)
        }
    }

    @Test func `an error reply is thrown, and the next command works`() async throws {
        try await withClient { client, _, _ async throws in
            try await client.set("text", "abc")
            await #expect {
                try await client.command("LPUSH", "text", "x")
            } throws: { error in
                guard case .refused(code: "WRONGTYPE", _) = error as? RedisError else { return false }
                return true
            }
            #expect(try await client.get("text") == Array("abc".utf8))
        }
    }

    @Test func `values and keys are binary safe, empty and large`() async throws {
        try await withClient { client, _, _ async throws in
            let everyByte = Array(UInt8.min...UInt8.max) + Array("\r\n$5\r\n\0".utf8)
            let key = "k\r\nü\0"
            try await client.set(key, everyByte)
            #expect(try await client.get(key) == everyByte)
            try await client.set(key, "")
            #expect(try await client.get(key) == [])
            let large = Array(repeatElement(everyByte, count: 30_000).joined())
            try await client.set(key, large)
            #expect(try await client.get(key) == large)
        }
    }

    @Test func `ten thousand concurrent commands each get their own reply`() async throws {
        try await withClient { client, loop, _ async throws in
            var wrong = 0
            await loop.concurrently(10_000) { index in
                let reply = try? await client.command("ECHO", index)
                if reply?.integer != index { wrong += 1 }
            }
            #expect(wrong == 0)
            #expect(client.inFlightCount == 0)
        }
    }

    @Test func `a pipeline returns every result in order, refusals included`() async throws {
        try await withClient { client, _, _ async throws in
            let results = try await client.pipeline { batch in
                for index in 0..<500 { batch.append("RPUSH", "list", index) }
                batch.append("INCR", "list")
                batch.append("LLEN", "list")
            }
            #expect(results.count == 502)
            for index in 0..<500 { #expect(try results[index].get() == .integer(index + 1)) }
            #expect(throws: RedisError.self) { try results[500].get() }
            #expect(try results[501].get() == .integer(500))
            #expect(try await client.pipeline { _ in }.isEmpty)
        }
    }

    @Test func `posted commands are done in order with the others`() async throws {
        try await withClient { client, _, _ async throws in
            client.post("SET", "k", 1)
            client.post("INCRBY", "k", 41)
            #expect(try await client.get("k") == Array("42".utf8))
        }
    }

    @Test func `the limit of commands in flight is kept`() async throws {
        var configuration = RedisConfiguration()
        configuration.commandsInFlightLimit = 10
        try await withClient(configuration) { client, loop, _ async throws in
            var refused = 0
            await loop.concurrently(25) { _ in
                do throws(RedisError) { _ = try await client.command("PING") } catch {
                    if error == .overloaded { refused += 1 }
                }
            }
            #expect(refused == 15)
            #expect(try await client.command("PING") == .status("PONG"))
        }
    }

    @Test func `the helpers speak as the server does`() async throws {
        try await withClient { client, _, _ async throws in
            #expect(try await client.set("a", 1, condition: .ifAbsent))
            #expect(try await !client.set("a", 2, condition: .ifAbsent))
            #expect(try await !client.set("b", 2, condition: .ifPresent))
            #expect(try await client.set("a", "7", expiresAfter: .seconds(100), condition: .ifPresent))
            #expect(try await (99...100).contains(client.command("TTL", "a").integer ?? 0))
            #expect(try await client.increment("a", by: 5) == 12)
            #expect(try await client.get(["a", "b"]) == [Array("12".utf8), nil])
            #expect(try await client.get([String]()).isEmpty)
            #expect(try await client.expire("a", after: .seconds(10)))
            #expect(try await !client.expire("b", after: .seconds(10)))
            #expect(try await client.delete("a", "b") == 1)
            #expect(try await client.publish("nobody", "x") == 0)
            #expect(try await client.serverTimeMicroseconds() > 1_700_000_000_000_000)
        }
    }

    @Test func `lists are pushed, trimmed, searched and read`() async throws {
        try await withClient { client, _, _ async throws in
            #expect(try await client.listPushIfPresent("feed", 1) == 0)
            _ = try await client.command("LPUSH", "feed", 0)
            for id in 1...5 { #expect(try await client.listPushIfPresent("feed", id) == id + 1) }
            try await client.listTrim("feed", from: 0, through: 2)
            #expect(
                try await client.listRange("feed", from: 0, through: -1)
                    == ["5", "4", "3"].map { Array($0.utf8) })
            #expect(try await client.listPosition("feed", of: 4) == 1)
            #expect(try await client.listPosition("feed", of: 0) == nil)
        }
    }

    @Test func `a script survives a flush of the server's scripts`() async throws {
        try await withClient { client, _, _ async throws in
            let script = RedisScript("return {KEYS[1], tonumber(ARGV[1]) + 1}")
            let expected: RedisValue = .array([.bytes(Array("k".utf8)), .integer(42)])
            #expect(try await client.run(script, keys: ["k"], arguments: [41]) == expected)
            _ = try await client.command("SCRIPT", "FLUSH")
            #expect(try await client.run(script, keys: ["k"], arguments: [41]) == expected)
            #expect(try await client.run(script, keys: ["k"], arguments: [41]) == expected)
        }
    }

    @Test func `a function is loaded when the server does not have it`() async throws {
        try await withClient { client, _, _ async throws in
            let library = RedisLibrary(
                """
                #!lua name=test
                redis.register_function('double', function(keys, args) return args[1] * 2 end)
                """
            )
            #expect(try await client.call("double", of: library, arguments: [21]) == .integer(42))
            _ = try await client.command("FUNCTION", "FLUSH")
            #expect(try await client.call("double", of: library, arguments: [4]) == .integer(8))
        }
    }
}
