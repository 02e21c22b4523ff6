import EventLoop
import HTTP
import Jobs
import Kernel
import Telemetry

/// Everything that one loop runs: its connections, its modules, its listening socket.
final class LoopServer {
    private let services: ProcessServices
    private let platform: Platform
    private let modules: Modules
    private let http: HTTPServer
    private let background: Background?

    private init(_ services: ProcessServices, _ platform: Platform, _ registry: JobRegistry) async throws {
        self.services = services
        self.platform = platform
        modules = try Modules(platform, services)
        for module in modules.all {
            registry.add(module.jobs)
            for schedule in module.schedules { registry.add(schedule) }
        }
        for module in modules.all { try await module.start() }
        let routes = modules.all.flatMap(\.routes) + OperationRoutes(services).routes
        let testRoutes =
            services.configuration.servesTestRoutes ? TestRoutes(platform, served: routes).routes : []
        http = try HTTPServer(
            loop: platform.loop, host: services.configuration.host, port: services.configuration.port,
            router: Router(routes + testRoutes, middleware: modules.middleware), log: services.log,
            metrics: services.metrics)
        background = services.configuration.runsWorkers ? Background(platform, services, registry) : nil
        background?.start()
        platform.loop.turnObserver = observer(of: services.metrics.loopLag(loop: platform.loop.name))
    }

    /// Composes the modules of the current loop and begins to listen.
    static func start(on loop: EventLoop, _ services: ProcessServices) async throws -> LoopServer {
        let registry = JobRegistry()
        let platform = try Platform(on: loop, services, registry)
        do {
            return try await LoopServer(services, platform, registry)
        } catch {
            platform.close()
            throw error
        }
    }

    /// The port listened on.
    var port: UInt16 {
        http.port
    }

    /// Finishes what is in flight, ends the modules, closes the connections.
    func drain() async {
        await http.drain(within: .seconds(services.configuration.drainSeconds))
        await platform.sockets.drain(within: .seconds(services.configuration.drainSeconds))
        await background?.stop(within: .seconds(services.configuration.drainSeconds))
        for module in modules.all { await module.stop() }
        platform.close()
    }

    private func observer(of lag: Histogram) -> (Duration) -> Void {
        { busy in lag.observe(nanoseconds: busy.wholeNanoseconds) }
    }
}
