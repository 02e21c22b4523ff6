import EventLoop
import Foundation
import Postgres
import Telemetry

/// A database of a world's own, cloned from a migrated template.
package final class TestDatabase: Sendable {
    /// Its name, unique in the server.
    package let name: String
    /// What `DATABASE_URL` is to be.
    package let url: String

    /// The folder of the migrations.
    package static let migrationsDirectory: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.appendingPathComponent("Migrations").path
    }()

    private static let template = Task { try await makeTemplate() }

    private init(name: String) throws {
        self.name = name
        url = try TestDatabase.url(of: name)
    }

    static func make() async throws -> TestDatabase {
        let template = try await template.value
        let database = try TestDatabase(name: "test_\(getpid())_\(UInt32.random(in: 0...UInt32.max))")
        try administer("create database \(database.name) template \(template) strategy wal_log")
        return database
    }

    /// Runs SQL through `psql`, and returns the rows it prints, their columns separated by `|`.
    @discardableResult
    package func sql(_ text: String) throws -> String {
        try TestDatabase.psql(url, text)
    }

    func drop() {
        _ = try? TestDatabase.administer("drop database if exists \(name) with (force)")
    }

    /// The template of these migrations; made by whoever needs it first, and kept for the next run.
    private static func makeTemplate() async throws -> String {
        try dropLeftovers()
        let migrations = try Migration.load(directory: migrationsDirectory)
        let digest = migrations.map(\.checksum).joined().utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            hash, byte in
            (hash ^ UInt64(byte)) &* 1_099_511_628_211
        }
        let name = "template_\(String(digest, radix: 36))"
        guard try administer("select 1 from pg_database where datname = '\(name)'").isEmpty else {
            return name
        }
        let draft = "draft_\(getpid())"
        try administer("create database \(draft)")
        let loop = try EventLoop.start(name: "migrate")
        defer {
            loop.stop()
            loop.join()
        }
        let draftURL = try url(of: draft)
        try await loop.run {
            let migrator = Migrator(loop: loop, url: draftURL, log: .silent)
            defer { migrator.close() }
            try await migrator.migrate(migrations)
        }
        // The migrator's connection may still be closing; a template must have none.
        try administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '\(draft)'")
        try administer("alter database \(draft) rename to \(name)")
        return name
    }

    /// Removes the databases of runs that were killed.
    private static func dropLeftovers() throws {
        let names = try administer("select datname from pg_database where datname ~ '^(test|draft)_[0-9]+'")
        for name in names.split(separator: "\n") {
            guard let pid = pid_t(name.split(separator: "_")[1]), kill(pid, 0) != 0 else { continue }
            try administer("drop database if exists \(name) with (force)")
        }
    }

    @discardableResult
    private static func administer(_ text: String) throws -> String {
        try psql(maintenanceURL, text)
    }

    private static func psql(_ url: String, _ text: String) throws -> String {
        try Tool.output("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text, url])
    }

    private static var maintenanceURL: String {
        ProcessInfo.processInfo.environment["DATABASE_URL"] ?? ""
    }

    /// The maintenance URL with another database.
    private static func url(of name: String) throws -> String {
        guard var parts = URLComponents(string: maintenanceURL) else {
            throw ToolFailure(program: "url", output: maintenanceURL)
        }
        parts.path = "/" + name
        return parts.string ?? ""
    }
}
