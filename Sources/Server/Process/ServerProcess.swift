import EventLoop
package import Kernel
import Postgres
package import Telemetry

/// The serving process: takes its node and the shared secrets, runs a `LoopServer` on each loop until told to
/// stop, and ends in order.
package struct ServerProcess: Sendable {
    private let configuration: ServerConfiguration
    private let clock: WallClock
    private let log: Log

    /// How long the start waits for PostgreSQL.
    static let databasePatience: Duration = .seconds(60)
    private static let cpuQueueLimit = 10_000
    private static let diskThreads = 4
    private static let diskQueueLimit = 10_000

    /// Prepares a process; nothing happens before `run`.
    package init(_ configuration: ServerConfiguration, clock: WallClock = .system, log: Log) {
        self.configuration = configuration
        self.clock = clock
        self.log = log
    }

    /// Serves until the signal is given; `onReady` gets the port when every loop listens.
    package func run(until stop: StopSignal, onReady: @escaping @Sendable (UInt16) -> Void) async throws {
        let loops = try (0..<configuration.loops).map { try EventLoop.start(name: "loop-\($0)") }
        defer {
            for loop in loops {
                loop.stop()
                loop.join()
            }
        }
        let cpuLane = Lane(name: "cpu", threads: configuration.cpuThreads, queueLimit: Self.cpuQueueLimit)
        let diskLane = Lane(name: "disk", threads: Self.diskThreads, queueLimit: Self.diskQueueLimit, nice: 0)
        defer {
            cpuLane.stop()
            diskLane.stop()
        }
        let metrics = Metrics()
        metrics.registerProcess()
        let home = loops[0]
        try await home.run { [self] in
            let installation = try await Installation.join(
                on: home, configuration, metrics: metrics, log: log)
            let services = ProcessServices(
                configuration: configuration, log: log, metrics: metrics, health: Health(), clock: clock,
                doorbell: installation.doorbell,
                ids: IDGenerator(node: installation.lease.node, clock: clock), secrets: installation.secrets,
                cpuLane: cpuLane, diskLane: diskLane)
            installation.keepLease(stop: stop)
            installation.report(to: services.health)
            try await serve(services, on: loops, until: stop, onReady)
            await installation.leave()
        }
    }

    private func serve(
        _ services: ProcessServices, on loops: [EventLoop], until stop: StopSignal,
        _ onReady: @escaping @Sendable (UInt16) -> Void
    ) async throws {
        let gathering = PortGathering(expected: loops.count, onReady)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var services = services
            for (index, loop) in loops.enumerated() {
                let port = try await serveOne(services, on: loop, index, &group, until: stop, gathering)
                // The first loop may have been given a port by the kernel: the others share it.
                services = services.listening(on: port)
            }
            do {
                try await group.waitForAll()
            } catch {
                stop.trigger()
                throw error
            }
        }
    }

    private func serveOne(
        _ services: ProcessServices, on loop: EventLoop, _ index: Int,
        _ group: inout ThrowingTaskGroup<Void, any Error>, until stop: StopSignal, _ gathering: PortGathering
    ) async throws -> UInt16 {
        group.addTask {
            try await loop.run {
                let server: LoopServer
                do {
                    server = try await LoopServer.start(on: loop, services)
                } catch {
                    gathering.failed(index, error)
                    throw error
                }
                gathering.ready(index, server.port)
                await stop.wait()
                services.health.startDraining()
                await server.drain()
            }
        }
        return try await gathering.port(of: index)
    }
}
