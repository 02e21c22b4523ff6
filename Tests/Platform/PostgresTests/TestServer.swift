import EventLoop
import Foundation
import Telemetry
import Testing

@testable import Postgres

/// The server of the tests: `DATABASE_URL`, which `make test` sets. Without it these tests are skipped.
enum TestServer {
    static let url = ProcessInfo.processInfo.environment["DATABASE_URL"]
    static let message: Comment = "DATABASE_URL is not set; `make test` starts a private server"
    static var isThere: Bool { url != nil }

    /// Runs a body on a loop of its own, with a database handle that is closed afterwards.
    static func withDatabase<Value: Sendable>(
        _ change: @escaping @Sendable (inout DatabaseConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Database) async throws -> Value
    ) async throws -> Value {
        let loop = try EventLoop.start(name: "postgres-test")
        defer {
            loop.stop()
            loop.join()
        }
        return try await loop.run {
            var configuration = DatabaseConfiguration(url: url ?? "", applicationName: "postgres-tests")
            configuration.transactionConnections = 3
            change(&configuration)
            let database = Database(
                loop: loop, configuration: configuration, metrics: Metrics(), log: .silent)
            defer { database.close() }
            try await database.waitUntilReady()
            return try await body(database)
        }
    }
}

/// Runs operations of one loop at the same time, and returns when all have ended.
func concurrently(_ count: Int, on loop: EventLoop, _ operation: @escaping (Int) async -> Void) async {
    var remaining = count
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
        for index in 0..<count {
            loop.spawn {
                await operation(index)
                remaining -= 1
                if remaining == 0 { continuation.resume() }
            }
        }
    }
}

extension TestServer {
    /// Runs a body with a database that nobody else uses, dropped afterwards.
    static func withFreshDatabase<Value: Sendable>(
        _ body: @escaping @Sendable (Database, _ url: String) async throws -> Value
    ) async throws -> Value {
        try await withDatabase { admin in
            let name = "pg_test_\(UInt64.random(in: 0...UInt64.max))"
            return try await administer(on: admin.loop) { connection in
                try await connection.run(script: "CREATE DATABASE \(name)", named: "create")
                let result: Result<Value, any Error>
                do {
                    let url = replacingDatabase(of: admin.configuration.url, with: name)
                    result = .success(try await use(url, on: admin.loop, body))
                } catch { result = .failure(error) }
                try await connection.run(script: "DROP DATABASE \(name) WITH (FORCE)", named: "drop")
                return try result.get()
            }
        }
    }

    private static func use<Value>(
        _ url: String, on loop: EventLoop, _ body: (Database, String) async throws -> Value
    ) async throws -> Value {
        let configuration = DatabaseConfiguration(url: url, transactionConnections: 1)
        let database = Database(loop: loop, configuration: configuration, metrics: Metrics(), log: .silent)
        defer { database.close() }
        try await database.waitUntilReady()
        return try await body(database, url)
    }

    /// Runs a body with a connection to the database of `DATABASE_URL` that can run scripts.
    static func administer<Value>(
        on loop: EventLoop, _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let settings = ConnectionSettings(
            url: url ?? "", applicationName: "postgres-tests-admin", statementTimeout: .zero,
            slowQueryThreshold: .seconds(60), log: .silent)
        let connection = PostgresConnection(loop: loop, settings: settings, slot: 99)
        defer { connection.close() }
        var isOpen: UnsafeContinuation<Void, Never>?
        connection.onStateChange = { changed in
            guard changed.state == .ready else { return }
            isOpen?.resume()
            isOpen = nil
        }
        connection.open()
        await withUnsafeContinuation { isOpen = $0 }
        return try await body(connection)
    }

    /// `postgresql://host/old?x` becomes `postgresql://host/new?x`.
    private static func replacingDatabase(of url: String, with name: String) -> String {
        guard var components = URLComponents(string: url) else { return url }
        components.path = "/" + name
        return components.string ?? url
    }
}
