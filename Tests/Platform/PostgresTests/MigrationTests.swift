import EventLoop
import Foundation
import Telemetry
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isThere, TestServer.message))
struct MigrationTests {
    private let first = "CREATE TABLE one (id bigint);\nINSERT INTO one VALUES (1), (2);"
    private let concurrent = "-- migrate: no transaction\nCREATE INDEX CONCURRENTLY one_id ON one (id)"

    /// Runs a body with a migrator on a database of its own.
    private func withMigrator<Value: Sendable>(
        _ body: @escaping @Sendable (Migrator, Database) async throws -> Value
    ) async throws -> Value {
        try await TestServer.withFreshDatabase { database, url in
            let migrator = Migrator(loop: database.loop, url: url, log: .silent)
            defer { migrator.close() }
            return try await body(migrator, database)
        }
    }

    @Test func `pending files are applied once, in their order`() async throws {
        let files = try [
            Migration(fileName: "0001_one.sql", text: first),
            Migration(fileName: "0002_index.sql", text: concurrent),
        ]
        try await withMigrator { migrator, database in
            #expect(try await migrator.check(files).pending == ["0001_one.sql", "0002_index.sql"])
            var steps: [String] = []
            let count = try await migrator.migrate(files) { steps.append("\($0.name) \($1)/\($2)") }
            #expect(count == 2)
            #expect(steps == ["0001_one.sql 1/2", "0002_index.sql 2/2"])
            #expect(try await migrator.migrate(files) == 0)
            #expect(try await migrator.check(files).isCurrent)
            #expect(try await database.query("SELECT id FROM one").count == 2)
        }
    }

    @Test func `several migrators take turns`() async throws {
        let files = [try Migration(fileName: "0001_one.sql", text: first)]
        try await TestServer.withFreshDatabase { database, url in
            var applied = 0
            await concurrently(4, on: database.loop) { _ in
                let migrator = Migrator(loop: database.loop, url: url, log: .silent)
                applied += (try? await migrator.migrate(files)) ?? 100
                migrator.close()
            }
            #expect(applied == 1)
        }
    }

    @Test func `a file that fails leaves nothing, and tells its line`() async throws {
        let files = try [
            Migration(fileName: "0001_one.sql", text: first),
            Migration(
                fileName: "0002_bad.sql", text: "CREATE TABLE two (id bigint);\n\nCREATE TABEL three ();"),
        ]
        try await withMigrator { migrator, database in
            let error = await #expect(throws: MigrationError.self) { try await migrator.migrate(files) }
            let text = #"0002_bad.sql:3: syntax error at or near "TABEL" (SQLSTATE 42601)"#
            #expect("\(error, default: "none")" == text)
            let report = try await migrator.check(files)
            #expect(report.pending == ["0002_bad.sql"])
            let isGone = try await database.query("SELECT to_regclass('two') IS NULL")[0].decode(Bool.self)
            #expect(isGone)
        }
    }

    @Test func `a file that ends its transaction is refused`() async throws {
        let files = [try Migration(fileName: "0001_commit.sql", text: "CREATE TABLE one (); COMMIT;")]
        try await withMigrator { migrator, _ in
            let error = await #expect(throws: MigrationError.self) { try await migrator.migrate(files) }
            #expect(error == .endedTransaction("0001_commit.sql"))
        }
    }

    @Test func `altered and missing files are told`() async throws {
        let applied = try [
            Migration(fileName: "0001_one.sql", text: first),
            Migration(fileName: "0002_two.sql", text: "SELECT 1"),
        ]
        let now = [try Migration(fileName: "0001_one.sql", text: first + " ")]
        try await withMigrator { migrator, _ in
            try await migrator.migrate(applied)
            let report = try await migrator.check(now)
            #expect(report.altered == ["0001_one.sql"])
            #expect(report.missing == ["0002_two.sql"])
            let error = await #expect(throws: MigrationError.self) { try await migrator.migrate(now) }
            #expect(error == .altered(["0001_one.sql"]))
        }
    }

    @Test func `names and numbers of files are checked`() throws {
        for name in [
            "1_a.sql", "0001a.sql", "0001_.sql", "0001_A.sql", "0000_a.sql", "0001_a.txt", "+001_a.sql",
        ] {
            #expect(throws: MigrationError.misnamed(name)) { try Migration(fileName: name, text: "") }
        }
        let directory = FileManager.default.temporaryDirectory.path + "/migrations-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for name in ["0002_b.sql", "0001_a.sql", "README.md"] {
            try "SELECT 1;".write(toFile: directory + "/" + name, atomically: true, encoding: .utf8)
        }
        #expect(try Migration.load(directory: directory).map(\.name) == ["0001_a.sql", "0002_b.sql"])
        try "".write(toFile: directory + "/0002_c.sql", atomically: true, encoding: .utf8)
        #expect(throws: MigrationError.sameNumber("0002_b.sql", "0002_c.sql")) {
            try Migration.load(directory: directory)
        }
    }
}
