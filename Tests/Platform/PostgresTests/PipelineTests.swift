import EventLoop
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isThere, TestServer.message))
struct PipelineTests {
    @Test func `ten thousand concurrent queries get their own answers`() async throws {
        let right = try await TestServer.withDatabase { database in
            var right = 0
            await concurrently(10_000, on: database.loop) { index in
                let rows = try? await database.query("SELECT \(index) * 2")
                if (try? rows?[0].decode(Int.self)) == index * 2 { right += 1 }
            }
            return right
        }
        #expect(right == 10_000)
    }

    @Test func `an error reaches only its own statement`() async throws {
        let (failed, right) = try await TestServer.withDatabase { database in
            var (failed, right) = (0, 0)
            await concurrently(1000, on: database.loop) { index in
                do {
                    let divisor = index % 7
                    let rows = try await database.query("SELECT \(index) / \(divisor)")
                    if try rows[0].decode(Int.self) == index / divisor { right += 1 }
                } catch {
                    if (error as? PostgresError)?.sqlState == "22012" { failed += 1 }
                }
            }
            return (failed, right)
        }
        #expect(failed == 143)
        #expect(right == 857)
    }

    @Test func `an insert that fails leaves those beside it in place`() async throws {
        let count = try await TestServer.withDatabase { database in
            try await database.execute("DROP TABLE IF EXISTS pipeline_insert")
            try await database.execute(
                "CREATE TABLE pipeline_insert (id bigint CONSTRAINT pipeline_pk PRIMARY KEY)")
            var violations = 0
            await concurrently(300, on: database.loop) { index in
                do {
                    try await database.execute("INSERT INTO pipeline_insert VALUES (\(index / 3))")
                } catch {
                    if error.violates(constraint: "pipeline_pk") { violations += 1 }
                }
            }
            #expect(violations == 200)
            return try await database.query("SELECT count(*) FROM pipeline_insert")[0].decode(Int.self)
        }
        #expect(count == 100)
    }

    @Test func `a batch takes effect as a whole or not at all`() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("DROP TABLE IF EXISTS pipeline_batch")
            try await database.execute("CREATE TABLE pipeline_batch (id bigint PRIMARY KEY)")
            let rows = try await database.batch([
                "INSERT INTO pipeline_batch VALUES (1) RETURNING id", "SELECT \("x")",
                "DELETE FROM pipeline_batch",
            ])
            #expect(try rows[0][0].decode(Int64.self) == 1)
            #expect(try rows[1][0].decode(String.self) == "x")
            #expect(rows[2].affectedCount == 1)
            await #expect(throws: PostgresError.self) {
                _ = try await database.batch(["INSERT INTO pipeline_batch VALUES (2)", "SELECT 1 / \(0)"])
            }
            #expect(try await database.query("SELECT id FROM pipeline_batch").isEmpty)
        }
    }

    @Test func `the fault carries code, table, column and constraint, and no data in its description`()
        async throws
    {
        try await TestServer.withDatabase { database in
            try await database.execute("DROP TABLE IF EXISTS fault")
            try await database.execute(
                "CREATE TABLE fault (email text NOT NULL CONSTRAINT fault_email_key UNIQUE)")
            try await database.execute("INSERT INTO fault VALUES ('a@example.org')")
            let unique = await fault(database, "INSERT INTO fault VALUES (\("a@example.org"))")
            #expect(unique?.sqlState == .uniqueViolation)
            #expect(unique?.constraint == "fault_email_key")
            #expect(
                unique?.description
                    == "store.add: SQLSTATE 23505, constraint fault_email_key, table public.fault")
            let null = await fault(database, "INSERT INTO fault VALUES (\(nil as String?))")
            #expect(null?.sqlState == .notNullViolation)
            #expect(null?.column == "email")
            let syntax = await fault(database, "SELEC 1")
            #expect(syntax?.sqlState == "42601")
            let zero = await fault(database, "INSERT INTO fault VALUES (\("a\0b"))")
            #expect(zero?.sqlState == "22021")
        }
    }

    private func fault(_ database: Database, _ sql: SQL) async -> ServerFault? {
        do {
            try await database.execute(sql, as: "store.add")
            return nil
        } catch PostgresError.failed(let fault) {
            return fault
        } catch { return nil }
    }

    @Test func `a table that changes under prepared statements is read as it is now`() async throws {
        try await TestServer.withDatabase({ $0.statementConnections = 1 }) { database in
            try await database.execute("DROP TABLE IF EXISTS changing")
            try await database.execute("CREATE TABLE changing (a int)")
            try await database.execute("INSERT INTO changing VALUES (1)")
            func columns() async throws -> Int {
                try await database.query("SELECT * FROM changing").columnCount
            }
            #expect(try await columns() == 1)
            try await database.execute("ALTER TABLE changing ADD b int")
            var seen: [Int] = []
            await concurrently(50, on: database.loop) { _ in seen.append((try? await columns()) ?? -1) }
            #expect(seen == Array(repeating: 2, count: 50))
        }
    }

    @Test func `a server that forgot its prepared statements is told them again`() async throws {
        try await TestServer.withDatabase({ $0.statementConnections = 1 }) { database in
            func one() async throws -> Int { try await database.query("SELECT \(1)")[0].decode(Int.self) }
            #expect(try await one() == 1)
            try await database.execute("DEALLOCATE ALL")
            #expect(try await one() == 1)
        }
    }

    @Test func `the server ends a statement that takes too long`() async throws {
        try await TestServer.withDatabase({ $0.statementTimeout = .milliseconds(50) }) { database in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.query("SELECT pg_sleep(10)")
            }
            #expect(error?.sqlState == .queryCanceled)
            let one = try await database.query("SELECT 1")[0].decode(Int.self)
            #expect(one == 1)
        }
    }

    @Test func `a deadline ends the wait and spares the next statement`() async throws {
        try await TestServer.withDatabase { database in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.query("SELECT pg_sleep(0.3)", as: "slow", timeout: .milliseconds(20))
            }
            #expect("\(error, default: "none")" == "slow missed its deadline")
            let one = try await database.query("SELECT 1")[0].decode(Int.self)
            #expect(one == 1)
        }
    }

    @Test func `results and values larger than any socket buffer pass both ways at once`() async throws {
        let lengths = try await TestServer.withDatabase({ $0.statementConnections = 1 }) { database in
            let bytes = [UInt8](repeating: 9, count: 4_000_000)
            var lengths: [Int] = []
            await concurrently(16, on: database.loop) { _ in
                let rows = try? await database.query("SELECT \(bytes) || \(bytes)")
                lengths.append(rows?[0].withBytes(at: 0) { $0?.count ?? 0 } ?? -1)
            }
            return lengths
        }
        #expect(lengths == Array(repeating: 8_000_000, count: 16))
    }
}
