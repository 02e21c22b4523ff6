import Synchronization

/// What one check says.
package enum HealthStatus: Sendable, Equatable {
    case passing
    case failing(String)
}

/// What a failing check makes of the process.
package enum HealthScope: Sendable {
    /// It should be restarted: `/health/live` fails, and `/health/ready` too.
    case liveness
    /// It should get no requests for now: `/health/ready` fails.
    case readiness
    /// It works, with less: shown, but fails neither.
    case information
}

/// What the health endpoints answer.
package struct HealthReport: Sendable, Equatable {
    /// Whether every check that counts passes.
    package let isHealthy: Bool
    /// Every check that was asked, by name.
    package let checks: [String: HealthStatus]
}

/// The health of the process: named checks, from closures that are called when asked and from flags that are
/// set.
package final class Health: Sendable {
    /// Checks at most.
    package static let checkLimit = 256

    private struct Check {
        let name: String
        let scope: HealthScope
        let read: @Sendable () -> HealthStatus
    }

    private struct State {
        var checks: [Check] = []
        var isDraining = false
    }

    private let state = Mutex(State())

    /// No checks: live and ready.
    package init() {}

    /// Adds a check that is asked on the thread of whoever asks for health, so it must be quick and must not
    /// block.
    package func register(
        _ name: String, _ scope: HealthScope = .readiness, check: @escaping @Sendable () -> HealthStatus
    ) {
        state.withLock { state in
            precondition(state.checks.count < Self.checkLimit, "too many health checks")
            precondition(!state.checks.contains { $0.name == name }, "health check \(name) exists")
            state.checks.append(Check(name: name, scope: scope, read: check))
        }
    }

    /// Adds a check that says what was last set, from any thread.
    package func flag(
        _ name: String, _ scope: HealthScope = .readiness, initially status: HealthStatus = .passing
    ) -> HealthFlag {
        let flag = HealthFlag(status)
        register(name, scope) { flag.status }
        return flag
    }

    /// From now on the process is not ready: it finishes what it has, and wants nothing new.
    package func startDraining() { state.withLock { $0.isDraining = true } }

    /// Whether the process should be left running.
    package func live() -> HealthReport { report { $0 == .liveness } }

    /// Whether the process should get requests.
    package func ready() -> HealthReport { report { $0 != .information } }

    private func report(_ counts: (HealthScope) -> Bool) -> HealthReport {
        let (checks, isDraining) = state.withLock { ($0.checks, $0.isDraining) }
        var results: [String: HealthStatus] = [:]
        var isHealthy = true
        for check in checks {
            let status = check.read()
            results[check.name] = status
            if counts(check.scope), status != .passing { isHealthy = false }
        }
        if isDraining, counts(.readiness) {
            results["draining"] = .failing("the server is shutting down")
            isHealthy = false
        }
        return HealthReport(isHealthy: isHealthy, checks: results)
    }
}

/// A check whose result is set by whoever knows, from any thread.
package final class HealthFlag: Sendable {
    private let current: Mutex<HealthStatus>

    fileprivate init(_ status: HealthStatus) { current = Mutex(status) }

    /// The result last set.
    package var status: HealthStatus { current.withLock { $0 } }

    /// Replaces the result.
    package func set(_ status: HealthStatus) { current.withLock { $0 = status } }
}
