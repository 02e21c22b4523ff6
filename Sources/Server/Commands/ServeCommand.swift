import EventLoop
import Glibc
import Telemetry

/// Serves until SIGTERM or SIGINT.
struct ServeCommand: Command {
    static let name = "serve"
    static let summary = "Serves the API, and runs background jobs unless WORKERS=off."

    init(arguments: [String]) throws {
        try ServeCommand.refuse(arguments)
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        try await runUntilSignalled(configuration, role: .serve)
    }
}

/// Does background work until SIGTERM or SIGINT.
struct WorkCommand: Command {
    static let name = "work"
    static let summary = "Runs background jobs; serves only health and metrics."

    init(arguments: [String]) throws {
        try WorkCommand.refuse(arguments)
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        try await runUntilSignalled(configuration, role: .work)
    }
}

private func runUntilSignalled(_ configuration: ServerConfiguration, role: ProcessRole) async throws -> Int32
{
    let writer = LogWriter()
    defer { writer.close() }
    let log = Log(writer: writer, level: configuration.logLevel)
    let stop = StopSignal()
    let signals = try await Signals.watch { signal in
        log.info("server.stopping", ["signal": .init(Int(signal))])
        stop.trigger()
    }
    defer { signals.end() }
    try await ServerProcess(configuration, role: role, log: log).run(until: stop) { port in
        log.info("server.ready", ["port": .init(Int(port)), "loops": .init(configuration.loops)])
    }
    log.info("server.stopped")
    return 0
}

/// Watches the signals that ask a process to end, on a loop of its own.
struct Signals {
    private let loop: EventLoop

    /// Calls the action, on another thread, at SIGTERM and SIGINT.
    static func watch(_ action: @escaping @Sendable (Int32) -> Void) async throws -> Signals {
        let loop = try EventLoop.start(name: "signals")
        try await loop.run {
            for signal in [SIGTERM, SIGINT] {
                _ = try SignalWatcher(loop: loop, signal: signal) { action(signal) }
            }
        }
        return Signals(loop: loop)
    }

    /// Ends the watch.
    func end() {
        loop.stop()
        loop.join()
    }
}
