import EventLoop
import Postgres
import Telemetry

/// Brings the database up to date, or says whether it is.
struct MigrateCommand: Command {
    static let name = "migrate"
    static let usage = "[--check]"
    static let summary = "Brings the database up to date; with --check only says whether it is."

    private let checks: Bool

    init(arguments: [String]) throws {
        checks = arguments == ["--check"]
        if !checks { try MigrateCommand.refuse(arguments) }
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        let migrations = try Migration.load(directory: configuration.migrationsDirectory)
        let loop = try EventLoop.start(name: "migrate")
        defer {
            loop.stop()
            loop.join()
        }
        return try await loop.run {
            let migrator = Migrator(loop: loop, url: configuration.databaseURL, log: .silent)
            defer { migrator.close() }
            return try await checks ? check(migrations, migrator) : migrate(migrations, migrator)
        }
    }

    private func migrate(_ migrations: [Migration], _ migrator: Migrator) async throws -> Int32 {
        let count = try await migrator.migrate(migrations) { _, place, count in
            Terminal.progress("migrate", place, of: count)
        }
        if count == 0 { Terminal.say("the database is up to date") }
        return 0
    }

    private func check(_ migrations: [Migration], _ migrator: Migrator) async throws -> Int32 {
        let report = try await migrator.check(migrations)
        for name in report.pending { Terminal.say("pending: \(name)") }
        for name in report.altered { Terminal.say("changed after it was applied: \(name)") }
        for name in report.missing { Terminal.say("applied, but there is no such file: \(name)") }
        return report.isCurrent ? 0 : 1
    }
}
