import EventLoop
import Foundation
import Kernel
import Server
import Synchronization
import Telemetry

/// A world of its own for a suite or a test: a fresh database, a Redis, a folder, and any number of whole
/// servers over them, with real sockets. To be ended with `end`, best through `TestWorld.run`.
package final class TestWorld: Sendable {
    /// Whether there is a PostgreSQL to make worlds in; `make test` starts one.
    package static var isAvailable: Bool {
        ProcessInfo.processInfo.environment["DATABASE_URL"] != nil
    }

    /// The world's database.
    package let database: TestDatabase
    /// The world's Redis, which tests may stop and start.
    package let redis: TestRedis
    /// A folder for blobs, mails and sockets, removed at the end.
    package let directory: String

    /// As many worlds at a time as two cores and one PostgreSQL bear.
    private static let turnstile = Turnstile(places: 4)

    private let settings: [String: String]
    private let servers = Mutex<[TestServer]>([])

    private init(database: TestDatabase, redis: TestRedis, directory: String, settings: [String: String]) {
        self.database = database
        self.redis = redis
        self.directory = directory
        self.settings = settings
    }

    /// Makes a world with one server, runs the body, and ends the world whatever happens. `settings` are
    /// environment variables beside those that the world needs itself.
    package static func run(
        settings: [String: String] = [:], _ body: (TestWorld) async throws -> Void
    ) async throws {
        await turnstile.enter()
        defer { turnstile.leave() }
        let world = try await make(settings: settings)
        do {
            try await world.startServer()
            try await body(world)
        } catch {
            await world.end()
            throw error
        }
        await world.end()
    }

    private static func make(settings: [String: String]) async throws -> TestWorld {
        let directory = "/tmp/slipstream-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let redis = try await TestRedis.start(in: directory)
        let database = try await TestDatabase.make()
        return TestWorld(database: database, redis: redis, directory: directory, settings: settings)
    }

    /// The environment of a server of this world.
    package var environment: [String: String] {
        let needed = [
            "HOST": "127.0.0.1", "PORT": "0", "LOOPS": "1", "DATABASE_URL": database.url,
            "REDIS_URL": redis.url,
            "BLOB_URL": "file://\(directory)/blobs", "MAIL_DIR": "\(directory)/mail", "TEST_ROUTES": "on",
            "PASSWORD_MEMORY_KIBIBYTES": "8", "PASSWORD_PASSES": "1", "LOG_LEVEL": "warning",
            "MIGRATIONS_DIR": TestDatabase.migrationsDirectory, "DRAIN_SECONDS": "2",
        ]
        return needed.merging(settings) { _, given in given }
    }

    /// Starts a server, the first or a further one, in this process.
    @discardableResult
    package func startServer() async throws -> TestServer {
        let server = try await TestServer.start(try ServerConfiguration(environment: environment))
        servers.withLock { $0.append(server) }
        return server
    }

    /// An anonymous client of the first server.
    package var client: TestClient {
        servers.withLock { $0[0] }.client
    }

    /// Ends the servers, and removes everything.
    package func end() async {
        let servers = servers.withLock { servers in
            let all = servers
            servers = []
            return all
        }
        for server in servers { await server.stop() }
        redis.stop()
        database.drop()
        try? FileManager.default.removeItem(atPath: directory)
    }
}
