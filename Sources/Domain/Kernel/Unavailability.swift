import EventLoop
import Postgres

/// What says that something we need is away, or full, as a fault: 503 with `Retry-After`.
package enum Unavailability {
    /// Where a retry may help after so many seconds, when the cause doesn't say.
    package static let defaultRetrySeconds = 1

    /// The fault that an error amounts to, or the error itself.
    package static func translate(_ error: any Error) -> any Error {
        switch error {
        case let error as PostgresError: fault(for: error) ?? error
        case is LaneError: Fault(.unavailable(retryAfterSeconds: defaultRetrySeconds), "The server is busy")
        default: error
        }
    }

    private static func fault(for error: PostgresError) -> Fault? {
        switch error {
        case .unavailable(let retryAfter, _):
            let seconds = max(defaultRetrySeconds, Int(retryAfter.inSeconds.rounded(.up)))
            return Fault(.unavailable(retryAfterSeconds: seconds), "The database is unavailable")
        case .timedOut:
            return Fault(.unavailable(retryAfterSeconds: defaultRetrySeconds), "The database is too slow")
        default: return nil
        }
    }
}
