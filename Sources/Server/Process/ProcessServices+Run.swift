import EventLoop
import Kernel
import Telemetry

extension ProcessServices {
    /// How long the start waits for PostgreSQL.
    static let databasePatience: Duration = .seconds(60)
    private static let cpuQueueLimit = 10_000
    private static let diskThreads = 4
    private static let diskQueueLimit = 10_000

    /// Makes a process' part in the installation on its first loop, runs the body there, and leaves in order.
    /// `stop` is triggered should the process lose its node.
    static func run<Value: Sendable>(
        _ configuration: ServerConfiguration, clock: WallClock, log: Log, on home: EventLoop,
        stop: StopSignal,
        _ body: @escaping @Sendable (ProcessServices) async throws -> Value
    ) async throws -> Value {
        let cpuLane = Lane(name: "cpu", threads: configuration.cpuThreads, queueLimit: cpuQueueLimit)
        let diskLane = Lane(name: "disk", threads: diskThreads, queueLimit: diskQueueLimit, nice: 0)
        defer {
            cpuLane.stop()
            diskLane.stop()
        }
        let metrics = Metrics()
        metrics.registerProcess()
        return try await home.run {
            let installation = try await Installation.join(
                on: home, configuration, metrics: metrics, log: log)
            let services = ProcessServices(
                configuration: configuration, log: log, metrics: metrics, health: Health(), clock: clock,
                doorbell: installation.doorbell,
                ids: IDGenerator(node: installation.lease.node, clock: clock), secrets: installation.secrets,
                cpuLane: cpuLane, diskLane: diskLane)
            installation.keepLease(stop: stop)
            installation.report(to: services.health)
            do {
                let value = try await body(services)
                await installation.leave()
                return value
            } catch {
                await installation.leave()
                throw error
            }
        }
    }
}
