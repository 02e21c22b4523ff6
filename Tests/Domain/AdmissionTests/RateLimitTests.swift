import Foundation
import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct RateLimitTests {
    @Test func `every answer to somebody known says what is left, in v3's fields and in the common ones`()
        async throws
    {
        let settings = ["RATE_LIMIT_ATHLETE": "10,20,8,16"]
        try await TestWorld.run(settings: settings) { world in
            let ann = try await world.register("Ann")
            let first = try await ann.client.get("/api/v3/athlete")
            #expect(first.header("X-RateLimit-Limit") == "10,20")
            #expect(first.header("X-RateLimit-Usage") == "1,1")
            #expect(first.header("X-ReadRateLimit-Limit") == "8,16")
            #expect(first.header("X-ReadRateLimit-Usage") == "1,1")
            #expect(first.header("RateLimit-Limit") == "10")
            #expect(first.header("RateLimit-Remaining") == "7")
            let reset = Int(first.header("RateLimit-Reset") ?? "") ?? 0
            #expect((1...900).contains(reset))
            let missing = try await ann.client.get("/api/v3/athletes/1")
            #expect(missing.status == 404)
            #expect(missing.header("X-RateLimit-Usage") == "2,2")
            let upload = try await ann.client.send("POST", "/api/v3/uploads")
            #expect(upload.header("X-RateLimit-Usage") == "3,3")
            #expect(upload.header("X-ReadRateLimit-Usage") == "2,2")
            #expect(try await world.client.get("/health/live").header("X-RateLimit-Limit") == nil)
        }
    }

    @Test func `who is over the limit is refused as v3 does, and told when to come back`() async throws {
        try await TestWorld.run(settings: ["RATE_LIMIT_ATHLETE": "5,100,5,100"]) { world in
            let ann = try await world.register("Ann")
            let bob = try await world.register("Bob")
            for _ in 0..<5 { #expect(try await ann.client.get("/api/v3/athlete").status == 200) }
            let refused = try await ann.client.get("/api/v3/athlete")
            #expect(refused.status == 429)
            let json = try refused.json()
            #expect(json["message"].string == "Rate Limit Exceeded")
            #expect(json["errors"][0]["resource"].string == "Application")
            #expect(json["errors"][0]["field"].string == "rate limit")
            #expect(json["errors"][0]["code"].string == "exceeded")
            #expect(refused.header("Retry-After") == refused.header("RateLimit-Reset"))
            #expect(refused.header("RateLimit-Remaining") == "0")
            #expect(refused.header("X-RateLimit-Usage") == "6,6")
            #expect(try await bob.client.get("/api/v3/athlete").status == 200)
        }
    }

    @Test func `the loops of two servers keep one limit, within two in a hundred`() async throws {
        let settings = ["RATE_LIMIT_ATHLETE": "400,100000,400,100000", "LOOPS": "2"]
        try await TestWorld.run(settings: settings) { world in
            let ann = try await world.register("Ann")
            let there = try await world.startServer().client.with(token: ann.client.token)
            let here = ann.client
            let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
                for worker in 0..<16 {
                    group.addTask {
                        var statuses: [Int] = []
                        for _ in 0..<40 {
                            statuses.append(
                                try await (worker % 2 == 0 ? here : there).get("/api/v3/athlete").status)
                        }
                        return statuses
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let allowed = statuses.filter { $0 == 200 }.count
            #expect((392...408).contains(allowed))
            #expect(allowed + statuses.filter { $0 == 429 }.count == 640)
            // What was refused has been counted too, everywhere.
            _ = try await eventually {
                let usage = try await here.get("/api/v3/athlete").header("X-RateLimit-Usage") ?? ""
                return Int(usage.prefix { $0 != "," }) ?? 0 > 640 ? true : nil
            }
        }
    }

    @Test func `without Redis the limit is kept by each loop, and the counts are told when it is back`()
        async throws
    {
        try await TestWorld.run(settings: ["RATE_LIMIT_ATHLETE": "20,100,20,100"]) { world in
            let ann = try await world.register("Ann")
            for _ in 0..<5 { _ = try await ann.client.get("/api/v3/athlete") }
            world.redis.stop()
            var statuses: [Int] = []
            for _ in 0..<16 { statuses.append(try await ann.client.get("/api/v3/athlete").status) }
            #expect(statuses == Array(repeating: 200, count: 15) + [429])
            try await world.redis.start()
            let there = try await world.startServer().client.with(token: ann.client.token)
            _ = try await eventually {
                _ = try await ann.client.get("/api/v3/athlete")
                return try await there.get("/api/v3/athlete").status == 429 ? true : nil
            }
        }
    }
}
