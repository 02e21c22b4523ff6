import EventLoop
import Jobs
import Kernel
import Postgres
import Redis
import Telemetry

/// A process' part in the installation: its node, and the secrets that all processes share. Confined to the
/// process' first loop.
final class Installation {
    private let loop: EventLoop
    private let database: Database
    private let bell: RedisBell
    private let log: Log
    /// The node that makes this process' identifiers.
    let lease: NodeLease
    /// Shared by all processes.
    let secrets: InstallationSecrets
    private var isLeaving = false

    private init(
        loop: EventLoop, database: Database, bell: RedisBell, log: Log, lease: NodeLease,
        secrets: InstallationSecrets
    ) {
        self.loop = loop
        self.database = database
        self.bell = bell
        self.log = log
        self.lease = lease
        self.secrets = secrets
    }

    /// Waits for PostgreSQL, leases a node, and reads the secrets.
    static func join(
        on loop: EventLoop, _ configuration: ServerConfiguration, metrics: Metrics, log: Log
    ) async throws -> Installation {
        var settings = configuration.database
        settings.statementConnections = 1
        settings.transactionConnections = 1
        let database = Database(loop: loop, configuration: settings, metrics: metrics, log: log)
        try await database.waitUntilReady(within: ProcessServices.databasePatience)
        let secrets = InstallationSecrets(
            signing: try await InstallationSecret.named("signing", in: database),
            cursors: try await InstallationSecret.named("cursors", in: database))
        let lease = try await NodeLease.take(from: database)
        let bell = RedisBell(on: loop, url: try RedisURL(configuration.redisURL), log: log)
        return Installation(
            loop: loop, database: database, bell: bell, log: log, lease: lease, secrets: secrets)
    }

    /// Tells the workers of this process, and of all others, that there is something to do.
    var doorbell: Doorbell {
        bell.doorbell
    }

    /// Renews the lease from time to time; should the node be lost, the process has to end, since its
    /// identifiers could be made twice.
    func keepLease(stop: StopSignal) {
        loop.schedule(after: NodeLease.renewalInterval) { [self] in
            guard !isLeaving else { return }
            loop.spawn { [self] in
                do {
                    if try await !lease.renew() {
                        log.error("node.lost", ["node": .init(Int(lease.node))])
                        stop.trigger()
                    }
                } catch {
                    log.warning("node.not_renewed", ["error": .error(error)])
                }
                keepLease(stop: stop)
            }
        }
    }

    /// Tells health whether PostgreSQL answers, from now on.
    func report(to health: Health) {
        watch(health.flag("postgres"))
    }

    private func watch(_ flag: HealthFlag) {
        flag.set(database.isReady ? .passing : .failing("no connection"))
        guard !isLeaving else { return }
        loop.schedule(after: .milliseconds(200)) { [self] in watch(flag) }
    }

    /// Gives the node back.
    func leave() async {
        isLeaving = true
        do {
            try await lease.release()
        } catch {
            log.warning("node.not_released", ["error": .error(error)])
        }
        bell.close()
        database.close()
    }
}
