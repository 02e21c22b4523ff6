import EventLoop
import Telemetry
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isThere, TestServer.message))
struct OutageTests {
    @Test func `connections killed under load fail what was under way and come back`() async throws {
        try await TestServer.withDatabase({ $0.applicationName = "outage-kill" }) { database in
            var (served, lost, other) = (0, 0, 0)
            await concurrently(64, on: database.loop) { index in
                for round in 0..<40 {
                    if index == 0, round % 10 == 5 {
                        _ = try? await database.query(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE application_name = 'outage-kill'
                            """
                        )
                    }
                    do {
                        let rows = try await database.query("SELECT \(round)")
                        served += try rows[0].decode(Int.self) == round ? 1 : 0
                    } catch PostgresError.unavailable {
                        lost += 1
                        try? await database.loop.sleep(for: .milliseconds(20))
                    } catch { other += 1 }
                }
            }
            #expect(other == 0)
            #expect(lost > 0)
            #expect(served + lost == 64 * 40)
            try await database.waitUntilReady()
            #expect(try await database.query("SELECT 1")[0].decode(Int.self) == 1)
        }
    }

    @Test func `a transaction whose connection is killed fails, and the next one works`() async throws {
        try await TestServer.withDatabase({ $0.transactionConnections = 1 }) { database in
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in
                    let pid = try await tx.query("SELECT pg_backend_pid()")[0].decode(Int32.self)
                    try await database.query("SELECT pg_terminate_backend(\(pid))")
                    try await tx.query("SELECT pg_sleep(5)")
                }
            }
            #expect("\(error, default: "none")" == "PostgreSQL is unavailable")
            try await database.waitUntilReady()
            #expect(try await database.transaction { try await $0.query("SELECT 1").count } == 1)
        }
    }

    @Test func `without a server everything fails at once`() async throws {
        let loop = try EventLoop.start(name: "postgres-test")
        defer {
            loop.stop()
            loop.join()
        }
        try await loop.run {
            let configuration = DatabaseConfiguration(url: "host=/nonexistent dbname=x")
            let database = Database(loop: loop, configuration: configuration, metrics: .init(), log: .silent)
            defer { database.close() }
            let began = loop.now
            await #expect(throws: PostgresError.self) { _ = try await database.query("SELECT 1") }
            await #expect(throws: PostgresError.self) { try await database.transaction { _ in } }
            #expect(loop.now - began < .seconds(1))
            await #expect(throws: PostgresError.self) {
                try await database.waitUntilReady(within: .milliseconds(50))
            }
            #expect(!database.lastFailure.isEmpty)
        }
    }
}

extension OutageTests {
    @Test func `while the server refuses connections everything fails at once, and works again afterwards`()
        async throws
    {
        try await TestServer.withFreshDatabase { database, _ in
            let name = try await database.query("SELECT current_database()::text")[0].decode(String.self)
            try await TestServer.administer(on: database.loop) { admin in
                try await admin.run(
                    script: """
                        ALTER DATABASE \(name) ALLOW_CONNECTIONS false;
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)';
                        """, named: "close")
                var (fast, refused) = (0, 0)
                while await self.isServing(database) { try await database.loop.sleep(for: .milliseconds(10)) }
                for _ in 0..<100 {
                    let began = database.loop.now
                    do {
                        try await database.query("SELECT 1")
                    } catch PostgresError.unavailable(let retryAfter, outcomeUnknown: false) {
                        refused += 1
                        if database.loop.now - began < .milliseconds(500), retryAfter > .zero { fast += 1 }
                    }
                }
                #expect(refused == 100)
                #expect(fast == 100)
                try await admin.run(script: "ALTER DATABASE \(name) ALLOW_CONNECTIONS true", named: "open")
            }
            try await database.waitUntilReady()
            let one = try await database.transaction { try await $0.query("SELECT 1")[0].decode(Int.self) }
            #expect(one == 1)
        }
    }

    /// False once there is no connection.
    private func isServing(_ database: Database) async -> Bool {
        do {
            try await database.query("SELECT 1")
        } catch PostgresError.unavailable(_, outcomeUnknown: false) { return false } catch { return true }
        return true
    }
}
