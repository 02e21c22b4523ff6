import EventLoop
import Jobs
import Kernel

/// The modules of one loop with the services that they stand on, from their start to their end.
final class LoopModules {
    /// The loop's services.
    let platform: Platform
    /// The modules.
    let modules: Modules
    /// Who does which jobs.
    let registry: JobRegistry

    private init(platform: Platform, modules: Modules, registry: JobRegistry) {
        self.platform = platform
        self.modules = modules
        self.registry = registry
    }

    /// Composes the modules of the current loop and starts them.
    static func start(on loop: EventLoop, _ services: ProcessServices) async throws -> LoopModules {
        let registry = JobRegistry()
        let platform = try Platform(on: loop, services, registry)
        do {
            let modules = try Modules(platform, services)
            for module in modules.all {
                registry.add(module.jobs)
                for schedule in module.schedules { registry.add(schedule) }
            }
            for module in modules.all { try await module.start() }
            return LoopModules(platform: platform, modules: modules, registry: registry)
        } catch {
            platform.close()
            throw error
        }
    }

    /// Ends the modules and closes the connections.
    func stop() async {
        for module in modules.all { await module.stop() }
        platform.close()
    }
}
