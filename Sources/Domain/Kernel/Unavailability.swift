import EventLoop
package import HTTP
import Postgres

/// Turns what says that something we need is away, or full, into 503 with `Retry-After`.
package enum Unavailability {
    /// Where a retry may help after so many seconds, when the cause doesn't say.
    package static let defaultRetrySeconds = 1

    /// Wraps every handler.
    package static func middleware(_ route: Route, _ next: @escaping Handler) -> Handler {
        { request in
            do {
                return try await next(request)
            } catch let error as PostgresError {
                throw fault(for: error) ?? error
            } catch let error as LaneError {
                throw busy(error)
            }
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

    private static func busy(_ error: LaneError) -> Fault {
        Fault(.unavailable(retryAfterSeconds: defaultRetrySeconds), "The server is busy")
    }
}
