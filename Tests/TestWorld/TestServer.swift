import Server
import Telemetry

/// A whole server in this process.
package final class TestServer: Sendable {
    /// The port listened on.
    package let port: UInt16
    private let stopSignal: StopSignal
    private let running: Task<Void, any Error>

    private init(port: UInt16, stopSignal: StopSignal, running: Task<Void, any Error>) {
        self.port = port
        self.stopSignal = stopSignal
        self.running = running
    }

    static func start(_ configuration: ServerConfiguration) async throws -> TestServer {
        let writer = LogWriter()
        let log = Log(writer: writer, level: configuration.logLevel)
        let stop = StopSignal()
        let (ports, continuation) = AsyncThrowingStream<UInt16, any Error>.makeStream()
        let running = Task {
            defer { writer.close() }
            do {
                try await ServerProcess(configuration, log: log).run(until: stop) { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        for try await port in ports { return TestServer(port: port, stopSignal: stop, running: running) }
        throw NeverHappened(limit: .zero)
    }

    /// An anonymous client of this server.
    package var client: TestClient {
        TestClient(baseURL: "http://127.0.0.1:\(port)")
    }

    /// Drains the server and waits for its end.
    package func stop() async {
        stopSignal.trigger()
        _ = await running.result
    }
}
