import EventLoop
import Foundation
import Telemetry
import Testing

@testable import Jobs
@testable import Postgres

struct Published: Event {
    static let kind = "test.published"
    let number: Int
}

struct Work: Job {
    static let kind = "test.work"
    let number: Int
}

/// A queue on a database of its own, on the server that `make test` starts.
final class JobsWorld {
    let loop: EventLoop
    let database: Database
    let registry = JobRegistry()
    let doorbell = Doorbell()
    let outbox: Outbox
    let deadLetters: DeadLetters

    static let serverURL = ProcessInfo.processInfo.environment["DATABASE_URL"]
    static let message: Comment = "DATABASE_URL is not set; `make test` starts a private server"
    static var isThere: Bool { serverURL != nil }

    init(loop: EventLoop, database: Database) {
        self.loop = loop
        self.database = database
        outbox = Outbox(registry: registry, doorbell: doorbell)
        deadLetters = DeadLetters(database: database, doorbell: doorbell)
    }

    /// Nothing happens by polling unless a test wants it.
    static var configuration: WorkerConfiguration {
        WorkerConfiguration(
            pollInterval: .milliseconds(20), lease: .milliseconds(300), heartbeatInterval: .milliseconds(50),
            firstBackOff: .zero)
    }

    func worker(
        _ name: String = "test", configuration: WorkerConfiguration = JobsWorld.configuration
    ) -> Worker {
        Worker(
            name: name, database: database, registry: registry, doorbell: doorbell, loop: loop,
            configuration: configuration, metrics: Metrics(), log: .silent)
    }

    func enqueue(_ numbers: Range<Int>) async throws {
        try await database.transaction { tx in
            for number in numbers { try await outbox.enqueue(Work(number: number), in: tx) }
        }
    }

    func count(_ sql: SQL) async throws -> Int {
        try await database.query(sql)[0].decode(Int.self)
    }

    /// Runs a body on a loop, with a world whose tables are fresh.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable (JobsWorld) async throws -> Value
    ) async throws -> Value {
        let loop = try EventLoop.start(name: "jobs-test")
        defer {
            loop.stop()
            loop.join()
        }
        return try await loop.run {
            let name = "jobs_test_\(UInt64.random(in: 0...UInt64.max))"
            let admin = try await adminConnection(loop)
            defer { admin.close() }
            try await admin.run(script: "CREATE DATABASE \(name)", named: "create")
            let result: Result<Value, any Error>
            do {
                result = .success(try await inDatabase(named: name, loop: loop, body))
            } catch { result = .failure(error) }
            try await admin.run(script: "DROP DATABASE \(name) WITH (FORCE)", named: "drop")
            return try result.get()
        }
    }

    private static func inDatabase<Value>(
        named name: String, loop: EventLoop, _ body: (JobsWorld) async throws -> Value
    ) async throws -> Value {
        var components = URLComponents(string: serverURL ?? "") ?? URLComponents()
        components.path = "/" + name
        let url = components.string ?? ""
        let migrator = Migrator(loop: loop, url: url, log: .silent)
        defer { migrator.close() }
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../Migrations")
            .standardized
        try await migrator.migrate(try Migration.load(directory: folder.path).filter { $0.number <= 2 })
        let configuration = DatabaseConfiguration(url: url, transactionConnections: 2)
        let database = Database(loop: loop, configuration: configuration, metrics: Metrics(), log: .silent)
        defer { database.close() }
        try await database.waitUntilReady()
        return try await body(JobsWorld(loop: loop, database: database))
    }

    private static func adminConnection(_ loop: EventLoop) async throws -> PostgresConnection {
        let settings = ConnectionSettings(
            url: serverURL ?? "", applicationName: "jobs-tests", statementTimeout: .zero,
            slowQueryThreshold: .seconds(60), log: .silent)
        let connection = PostgresConnection(loop: loop, settings: settings, slot: 0)
        await withUnsafeContinuation { (isOpen: UnsafeContinuation<Void, Never>) in
            var waiting: UnsafeContinuation<Void, Never>? = isOpen
            connection.onStateChange = { changed in
                guard changed.state != .connecting else { return }
                waiting?.resume()
                waiting = nil
            }
            connection.open()
        }
        return connection
    }
}

/// Counts up on a loop, and lets a test wait for a number.
final class Tally {
    private(set) var count = 0
    private var waiting: (goal: Int, continuation: UnsafeContinuation<Void, Never>)?

    func add() {
        count += 1
        guard let waiting, count >= waiting.goal else { return }
        self.waiting = nil
        waiting.continuation.resume()
    }

    func reaches(_ goal: Int) async {
        guard count < goal else { return }
        await withUnsafeContinuation { waiting = (goal, $0) }
    }
}
