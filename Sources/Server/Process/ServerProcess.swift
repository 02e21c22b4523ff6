import EventLoop
package import Kernel
package import Telemetry
import TimeZones

/// The serving or working process: runs a `LoopServer` on each loop until told to stop, and ends in order.
package struct ServerProcess: Sendable {
    private let configuration: ServerConfiguration
    private let role: ProcessRole
    private let clock: WallClock
    private let log: Log

    /// Prepares a process; nothing happens before `run`.
    package init(
        _ configuration: ServerConfiguration, role: ProcessRole = .serve, clock: WallClock = .system, log: Log
    ) {
        self.configuration = configuration
        self.role = role
        self.clock = clock
        self.log = log
    }

    /// Serves until the signal is given; `onReady` gets the port when every loop listens.
    package func run(until stop: StopSignal, onReady: @escaping @Sendable (UInt16) -> Void) async throws {
        OpenFiles.raiseLimit()
        if TimeZoneDatabase.system.rules(of: "Etc/UTC") == nil {
            log.warning("process.no_time_zones", ["missing": "tzdata"])
        }
        if configuration.port != 0 {
            try TCPListener.checkIsFree(host: configuration.host, port: configuration.port)
        }
        let loops = try (0..<configuration.loops).map { try EventLoop.start(name: "loop-\($0)") }
        defer {
            for loop in loops {
                loop.stop()
                loop.join()
            }
        }
        try await ProcessServices.run(configuration, clock: clock, log: log, on: loops[0], stop: stop) {
            try await serve($0, on: loops, until: stop, onReady)
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
        group.addTask { [role] in
            try await loop.run {
                let server: LoopServer
                do {
                    server = try await LoopServer.start(on: loop, services, role)
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
