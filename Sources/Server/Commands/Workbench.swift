import EventLoop
import Kernel
import Telemetry

/// The modules without a listening socket, for commands that use them: `token`, `seed`.
enum Workbench {
    /// Runs the body on a loop with the modules. What goes wrong is logged to standard error.
    static func run<Value: Sendable>(
        _ configuration: ServerConfiguration,
        _ body: @escaping @Sendable (LoopModules, ProcessServices) async throws -> Value
    ) async throws -> Value {
        let writer = LogWriter(descriptor: 2)
        defer { writer.close() }
        let log = Log(writer: writer, level: .warning)
        let loop = try EventLoop.start(name: "command")
        defer {
            loop.stop()
            loop.join()
        }
        return try await ProcessServices.run(
            configuration, clock: .system, log: log, on: loop, stop: StopSignal()
        ) { services in
            let loopModules = try await LoopModules.start(on: loop, services)
            do {
                let value = try await body(loopModules, services)
                await loopModules.stop()
                return value
            } catch {
                await loopModules.stop()
                throw error
            }
        }
    }
}
