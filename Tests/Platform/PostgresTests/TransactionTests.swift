import EventLoop
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isThere, TestServer.message))
struct TransactionTests {
    private struct Refused: Error {}

    @Test func `a transaction commits on return and rolls back on an error`() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("DROP TABLE IF EXISTS tx_end")
            try await database.execute("CREATE TABLE tx_end (id bigint)")
            var committed = 0
            let value = try await database.transaction { tx in
                tx.afterCommit { committed += 1 }
                try await tx.execute("INSERT INTO tx_end VALUES (1)")
                return try await tx.query("SELECT count(*) FROM tx_end")[0].decode(Int.self)
            }
            #expect(value == 1)
            await #expect(throws: Refused.self) {
                try await database.transaction { tx in
                    tx.afterCommit { committed += 1 }
                    try await tx.execute("INSERT INTO tx_end VALUES (2)")
                    throw Refused()
                }
            }
            #expect(committed == 1)
            #expect(try await database.query("SELECT id FROM tx_end").decode(Int64.self) == [1])
        }
    }

    @Test func `an error that was caught inside still rolls everything back`() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("DROP TABLE IF EXISTS tx_caught")
            try await database.execute("CREATE TABLE tx_caught (id bigint)")
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in
                    try await tx.execute("INSERT INTO tx_caught VALUES (1)")
                    _ = try? await tx.query("SELECT 1 / \(0)")
                }
            }
            #expect(error?.sqlState == "22012")
            #expect(try await database.query("SELECT FROM tx_caught").isEmpty)
        }
    }

    @Test func `a transaction sends several statements in one round trip`() async throws {
        try await TestServer.withDatabase { database in
            let sums = try await database.transaction { tx in
                try await tx.batch([
                    "SELECT \(1) + 1", "SELECT \(2) + 2", "SELECT txid_current_if_assigned()",
                ])
                .prefix(2).map { try $0[0].decode(Int.self) }
            }
            #expect(sums == [2, 4])
        }
    }

    @Test func `a serialization failure is run again when asked`() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("DROP TABLE IF EXISTS tx_counter")
            try await database.execute("CREATE TABLE tx_counter (n bigint)")
            try await database.execute("INSERT INTO tx_counter VALUES (0)")
            var failures = 0
            await concurrently(20, on: database.loop) { _ in
                do {
                    try await database.transaction(isolation: .serializable, attempts: 10) { tx in
                        let n = try await tx.query("SELECT n FROM tx_counter")[0].decode(Int64.self)
                        try await tx.execute("UPDATE tx_counter SET n = \(n + 1)")
                    }
                } catch { failures += 1 }
            }
            let n = try await database.query("SELECT n FROM tx_counter")[0].decode(Int.self)
            #expect(n == 20 - failures)
            #expect(n > 5)
        }
    }

    @Test func `a thousand transactions share a few connections`() async throws {
        let sum = try await TestServer.withDatabase({ $0.transactionWaitTimeout = .seconds(60) }) {
            database in
            var sum = 0
            await concurrently(1000, on: database.loop) { index in
                let value = try? await database.transaction { tx in
                    try await tx.query("SELECT \(index)")[0].decode(Int.self)
                }
                sum += value ?? 0
            }
            return sum
        }
        #expect(sum == 499_500)
    }

    @Test func `whoever waits too long or comes too late for a connection is refused`() async throws {
        @Sendable func change(_ configuration: inout DatabaseConfiguration) {
            configuration.transactionConnections = 1
            configuration.waitingTransactionLimit = 1
            configuration.transactionWaitTimeout = .milliseconds(30)
        }
        let refused = try await TestServer.withDatabase({ change(&$0) }) { database in
            var refused = 0
            try await database.transaction { tx in
                _ = try await tx.query("SELECT 1")
                await concurrently(3, on: database.loop) { _ in
                    do {
                        try await database.transaction { _ in }
                    } catch PostgresError.unavailable(_, outcomeUnknown: false) {
                        refused += 1
                    } catch {}
                }
            }
            try await database.transaction { _ in }
            return refused
        }
        #expect(refused == 3)
    }

    @Test func `a deadline inside a transaction cancels on the server and rolls back`() async throws {
        try await TestServer.withDatabase({ $0.transactionConnections = 1 }) { database in
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in
                    try await tx.query("SELECT pg_sleep(60)", as: "slow", timeout: .milliseconds(30))
                }
            }
            #expect("\(error, default: "none")" == "slow missed its deadline")
            let one = try await database.transaction { try await $0.query("SELECT 1")[0].decode(Int.self) }
            #expect(one == 1)
        }
    }

    @Test func `a table that changes under the first statements of a transaction is read as it is now`()
        async throws
    {
        try await TestServer.withDatabase({ $0.transactionConnections = 1 }) { database in
            try await database.execute("DROP TABLE IF EXISTS tx_changing")
            try await database.execute("CREATE TABLE tx_changing (a int)")
            func columns(of tx: Transaction) async throws -> Int {
                try await tx.batch(["SELECT 1", "SELECT * FROM tx_changing"])[1].columnCount
            }
            #expect(try await database.transaction { try await columns(of: $0) } == 1)
            try await database.execute("ALTER TABLE tx_changing ADD b int")
            #expect(try await database.transaction { try await columns(of: $0) } == 2)
            try await database.execute("ALTER TABLE tx_changing ADD c int")
            let later = try await database.transaction(attempts: 2) { tx in
                try await tx.query("SELECT 2")
                return try await columns(of: tx)
            }
            #expect(later == 3)
        }
    }
}
