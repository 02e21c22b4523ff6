package import EventLoop
package import HTTP
package import Jobs
package import Postgres
package import Redis
package import Telemetry

/// The platform's services of one loop, as every module gets them; confined to the loop, but for the values
/// and the lanes.
package struct Platform {
    /// The loop that all of this belongs to.
    package var loop: EventLoop
    /// PostgreSQL, the truth.
    package var database: Database
    /// Redis, which may be away at any moment.
    package var redis: RedisClient
    /// What other processes publish through Redis.
    package var bus: RedisSubscriber
    /// The log of changes, by which the caches of all loops and processes stay exact.
    package var changes: ChangeLog
    /// The open WebSockets of the loop.
    package var sockets: WebSocketHub
    /// Events and jobs, written in the caller's transaction.
    package var outbox: Outbox
    /// Makes identifiers.
    package var ids: IDGenerator
    /// The time of day.
    package var clock: WallClock
    /// The structured log.
    package var log: Log
    /// The process' metrics.
    package var metrics: Metrics
    /// Makes opaque cursors.
    package var cursors: CursorCodec
    /// Threads for parsing, computing and password hashes.
    package var cpuLane: Lane
    /// Threads for files.
    package var diskLane: Lane

    /// Collects the services of a loop.
    package init(
        loop: EventLoop, database: Database, redis: RedisClient, bus: RedisSubscriber,
        sockets: WebSocketHub, outbox: Outbox,
        ids: IDGenerator, clock: WallClock, log: Log, metrics: Metrics, cursors: CursorCodec, cpuLane: Lane,
        diskLane: Lane
    ) {
        self.loop = loop
        self.database = database
        self.redis = redis
        self.bus = bus
        changes = ChangeLog(loop: loop, redis: redis, log: log)
        self.sockets = sockets
        self.outbox = outbox
        self.ids = ids
        self.clock = clock
        self.log = log
        self.metrics = metrics
        self.cursors = cursors
        self.cpuLane = cpuLane
        self.diskLane = diskLane
    }
}
