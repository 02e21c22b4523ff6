import CLibPQ
import EventLoop
import Glibc
import Telemetry

/// What every connection of a `Database` has in common.
struct ConnectionSettings {
    let url: String
    let applicationName: String
    /// The server ends statements that take longer; zero for no limit.
    let statementTimeout: Duration
    let slowQueryThreshold: Duration
    let log: Log

    static let connectTimeout = Duration.seconds(5)
    /// How much later than the server's own limit a silent connection is given up.
    static let silenceGrace = Duration.seconds(5)
    static let idleInTransactionTimeout = Duration.seconds(60)
    static let shortestBackOff = Duration.milliseconds(50)
    static let longestBackOff = Duration.seconds(2)

    /// Begins to connect; the result is to be polled.
    func beginConnecting() -> OpaquePointer? {
        let options = [
            "-c statement_timeout=\(Self.milliseconds(statementTimeout))",
            "-c idle_in_transaction_session_timeout=\(Self.milliseconds(Self.idleInTransactionTimeout))",
            "-c timezone=UTC", "-c client_min_messages=warning", "-c lc_messages=C",
        ]
        let parameters = [
            ("dbname", url), ("application_name", applicationName),
            ("options", options.joined(separator: " ")),
            ("client_encoding", "UTF8"), ("keepalives_idle", "30"),
        ]
        let keywords = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for text in keywords + values { free(text) } }
        let keywordPointers = keywords.map { UnsafePointer($0) } + [nil]
        let valuePointers = values.map { UnsafePointer($0) } + [nil]
        let connection = PQconnectStartParams(keywordPointers, valuePointers, 1)
        // libpq prints notices to the standard error stream otherwise.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        return connection
    }

    private static func milliseconds(_ duration: Duration) -> UInt64 {
        duration.wholeNanoseconds / 1_000_000
    }

    /// How long to wait before the attempt of that number, from 1: exponential, half of it random.
    static func backOff(attempt: Int) -> Duration {
        let longest = min(shortestBackOff * (1 << min(attempt - 1, 16)), longestBackOff)
        return longest / 2 + longest / 2 * Double.random(in: 0..<1)
    }
}
