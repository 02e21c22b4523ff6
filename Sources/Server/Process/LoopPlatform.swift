import EventLoop
import HTTP
import Jobs
import Kernel
import Postgres
import Redis
import Telemetry

extension Platform {
    /// Makes the services of the current loop: its connections to PostgreSQL and Redis, beside what is
    /// shared.
    init(on loop: EventLoop, _ services: ProcessServices, _ registry: JobRegistry) throws {
        let configuration = services.configuration
        let url = try RedisURL(configuration.redisURL)
        self.init(
            loop: loop,
            database: Database(
                loop: loop, configuration: configuration.database, metrics: services.metrics,
                log: services.log),
            redis: RedisClient(
                loop: loop, url: url, log: services.log, metrics: RedisMetrics(services.metrics)),
            bus: RedisSubscriber(loop: loop, url: url, log: services.log),
            sockets: WebSocketHub(loop: loop, metrics: services.metrics),
            outbox: Outbox(registry: registry, doorbell: services.doorbell),
            ids: services.ids, clock: services.clock, log: services.log, metrics: services.metrics,
            cursors: CursorCodec(secret: services.secrets.cursors), cpuLane: services.cpuLane,
            diskLane: services.diskLane)
    }

    /// Closes the connections.
    func close() {
        bus.close()
        redis.close()
        database.close()
    }
}

extension ServerConfiguration {
    /// How each loop reaches PostgreSQL.
    var database: DatabaseConfiguration {
        DatabaseConfiguration(
            url: databaseURL, statementConnections: databaseConnections,
            transactionConnections: transactionConnections)
    }
}
