package import EventLoop
package import Telemetry

/// Brings a database up to date, over a connection of its own. Several may run at the same time: they take
/// turns.
///
/// What has been applied is remembered in `platform.migration`. Confined to its loop; to be closed.
package final class Migrator {
    private let loop: EventLoop
    private let log: Log
    private let connection: PostgresConnection
    private let catalog = StatementCatalog(metrics: Metrics())
    private var readiness: UnsafeContinuation<Void, Never>?

    /// "slipstre" in ASCII: the key of the advisory lock.
    private static let lockKey: Int64 = 0x736C_6970_7374_7265

    /// How long the server may take to be there.
    package static let connectLimit = Duration.seconds(10)

    /// Begins to connect.
    package init(loop: EventLoop, url: String, log: Log) {
        self.loop = loop
        self.log = log
        let settings = ConnectionSettings(
            url: url, applicationName: "slipstream-migrate", statementTimeout: .zero,
            slowQueryThreshold: .seconds(86_400), log: log)
        connection = PostgresConnection(loop: loop, settings: settings, slot: 0)
        connection.onStateChange = { [weak self] _ in self?.wake() }
        connection.open()
    }

    /// Ends the connection.
    package func close() {
        connection.close()
    }

    /// Compares the database with the files, and changes nothing.
    package func check(_ migrations: [Migration]) async throws -> MigrationReport {
        try await connect()
        return report(migrations, applied: try await applied())
    }

    /// Applies what is pending, one file after the other, each in a transaction; returns how many.
    ///
    /// Throws `MigrationError`, or `PostgresError` when the server cannot be reached. `progress` is called
    /// before each file with its place among the pending ones, from 1, and their number.
    @discardableResult
    package func migrate(
        _ migrations: [Migration], progress: (Migration, _ place: Int, _ count: Int) -> Void = { _, _, _ in }
    ) async throws -> Int {
        try await connect()
        try await run("SELECT pg_advisory_lock(\(Self.lockKey))")
        let result: Result<Int, any Error>
        do {
            result = .success(try await applyPending(migrations, progress))
        } catch { result = .failure(error) }
        _ = try? await run("SELECT pg_advisory_unlock(\(Self.lockKey))")
        return try result.get()
    }

    private func applyPending(
        _ migrations: [Migration], _ progress: (Migration, Int, Int) -> Void
    ) async throws -> Int {
        try await connection.run(script: Self.bookkeeping, named: "migration table")
        let report = report(migrations, applied: try await applied())
        guard report.altered.isEmpty else { throw MigrationError.altered(report.altered) }
        let pending = migrations.filter { report.pending.contains($0.name) }
        for (index, migration) in pending.enumerated() {
            progress(migration, index + 1, pending.count)
            try await apply(migration)
            log.info("postgres.migrated", ["file": .string(migration.name)])
        }
        return pending.count
    }

    private func apply(_ migration: Migration) async throws {
        guard migration.runsInTransaction else {
            try await execute(migration)
            return try await record(migration)
        }
        try await run("BEGIN")
        do {
            try await execute(migration)
            guard connection.isInTransaction else { throw MigrationError.endedTransaction(migration.name) }
            try await record(migration)
            try await run("COMMIT")
        } catch {
            _ = try? await run("ROLLBACK")
            throw error
        }
    }

    private func execute(_ migration: Migration) async throws {
        do {
            try await connection.run(script: migration.text, named: migration.name)
        } catch PostgresError.failed(let fault) {
            let before = fault.position.map { migration.text.unicodeScalars.prefix($0 - 1) }
            throw MigrationError.failed(
                file: migration.name, line: before.map { $0.filter { $0 == "\n" }.count + 1 },
                message: fault.message, sqlState: fault.sqlState.code)
        }
    }

    private func record(_ migration: Migration) async throws {
        try await run(
            """
            INSERT INTO platform.migration (number, name, checksum)
            VALUES (\(migration.number), \(migration.name), \(migration.checksum))
            """)
    }

    // MARK: what was applied

    private struct Applied {
        let number: Int
        let name: String
        let checksum: String
    }

    private static let bookkeeping = """
        CREATE SCHEMA IF NOT EXISTS platform;
        CREATE TABLE IF NOT EXISTS platform.migration (
            number bigint PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE platform.migration IS 'The files of Migrations/ that were applied.';
        """

    private func applied() async throws -> [Applied] {
        guard try await run("SELECT to_regclass('platform.migration') IS NOT NULL")[0].decode(Bool.self)
        else {
            return []
        }
        let rows = try await run("SELECT number, name, checksum FROM platform.migration ORDER BY number")
        return try rows.decode(Int.self, String.self, String.self).map {
            Applied(number: $0.0, name: $0.1, checksum: $0.2)
        }
    }

    private func report(_ migrations: [Migration], applied: [Applied]) -> MigrationReport {
        var report = MigrationReport()
        let known = Dictionary(applied.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for migration in migrations {
            switch known[migration.number] {
            case nil: report.pending.append(migration.name)
            case let found? where found.checksum == migration.checksum: report.applied.append(migration.name)
            default: report.altered.append(migration.name)
            }
        }
        let numbers = Set(migrations.map(\.number))
        report.missing = applied.filter { !numbers.contains($0.number) }.map(\.name)
        return report
    }

    // MARK: the connection

    private func wake() {
        readiness?.resume()
        readiness = nil
    }

    private func connect() async throws {
        var isLate = false
        let timer = loop.schedule(after: Self.connectLimit) { [weak self] in
            isLate = true
            self?.wake()
        }
        defer { loop.cancel(timer) }
        while connection.state != .ready {
            guard !isLate, connection.state != .closed else {
                throw PostgresError.unavailable(retryAfter: .seconds(1), outcomeUnknown: false)
            }
            await withUnsafeContinuation { readiness = $0 }
        }
    }

    @discardableResult
    private func run(_ sql: SQL) async throws -> Rows {
        let statement = catalog.statement(for: sql, at: CallSite(name: "migrate", function: "", file: ""))
        let request = Request(.session, Request.Bound(statement: statement, sql: sql), submitted: loop.now)
        connection.submit(request)
        await request.wait()
        return try request.rows()
    }
}
