import EventLoop
import HTTP
import Kernel
import Telemetry

/// What a process is for.
package enum ProcessRole: Sendable {
    /// Serves the API, and does background work unless `WORKERS=off`.
    case serve
    /// Does background work; of the API it serves only health and metrics.
    case work
}

/// Everything that one loop of a serving or working process runs.
final class LoopServer {
    private let services: ProcessServices
    private let loopModules: LoopModules
    private let http: HTTPServer
    private let background: Background?

    private init(_ services: ProcessServices, _ loopModules: LoopModules, _ role: ProcessRole) throws {
        self.services = services
        self.loopModules = loopModules
        let platform = loopModules.platform
        http = try HTTPServer(
            loop: platform.loop, host: services.configuration.host, port: services.configuration.port,
            router: LoopServer.router(services, loopModules, role),
            proxies: services.configuration.trustedProxies, log: services.log, metrics: services.metrics)
        let works = role == .work || services.configuration.runsWorkers
        background = works ? Background(platform, services, loopModules.registry) : nil
        background?.start()
        let lag = services.metrics.loopLag(loop: platform.loop.name)
        platform.loop.turnObserver = { busy in lag.observe(nanoseconds: busy.wholeNanoseconds) }
    }

    /// Starts the modules of the current loop and listens.
    static func start(
        on loop: EventLoop, _ services: ProcessServices, _ role: ProcessRole
    ) async throws -> LoopServer {
        let loopModules = try await LoopModules.start(on: loop, services)
        do {
            return try LoopServer(services, loopModules, role)
        } catch {
            await loopModules.stop()
            throw error
        }
    }

    private static func router(
        _ services: ProcessServices, _ loopModules: LoopModules, _ role: ProcessRole
    ) -> Router {
        let modules = loopModules.modules
        var routes = OperationRoutes(services).routes
        if role == .serve {
            routes += modules.all.flatMap(\.routes)
            if services.configuration.servesTestRoutes {
                routes += TestRoutes(loopModules.platform, served: routes).routes
            }
        }
        return Router(routes, middleware: modules.middleware)
    }

    /// The port listened on.
    var port: UInt16 {
        http.port
    }

    /// Goes on as usual, while whoever asks for readiness, such as a proxy, begins to send requests
    /// elsewhere.
    private func giveNotice() async {
        let seconds = services.configuration.drainNoticeSeconds
        guard seconds > 0 else { return }
        // Ends early only with the task, and then the rest has to be quick, too.
        try? await loopModules.platform.loop.sleep(for: .seconds(seconds))
    }

    /// Gives notice, finishes what is in flight, ends the modules, closes the connections.
    func drain() async {
        await giveNotice()
        let limit = Duration.seconds(services.configuration.drainSeconds)
        await http.drain(within: limit)
        await loopModules.platform.sockets.drain(within: limit)
        await background?.stop(within: limit)
        await loopModules.stop()
    }
}
