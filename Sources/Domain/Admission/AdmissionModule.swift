package import HTTP
package import Jobs
package import Kernel
import Postgres
import Telemetry

/// The door of admission on one loop: rate limits, tries of passwords, idempotency keys.
package final class AdmissionModule {
    /// Counts what shall not be guessed.
    package let attempts: AttemptLimiter

    private let limiter: RateLimiter
    private let limits: RateLimits?
    private let idempotency: IdempotencyService
    private let metrics: Metrics

    /// Puts the module together for one of `loopCount` loops; without limits nothing is counted.
    package init(platform: Platform, limits: RateLimits?, loopCount: Int) {
        self.limits = limits
        metrics = platform.metrics
        limiter = RateLimiter(
            loop: platform.loop, store: RateStore(redis: platform.redis), clock: platform.clock,
            loopCount: loopCount)
        attempts = AttemptLimiter(limiter, isOn: limits != nil)
        idempotency = IdempotencyService(
            platform: platform, store: IdempotencyStore(database: platform.database))
    }

    /// What wraps every handler, behind authentication.
    package var middleware: [Middleware] {
        let counting =
            limits.map { [RateLimitMiddleware(limiter, limits: $0, metrics: metrics).middleware] } ?? []
        let replays = metrics.counter(
            "slipstream_idempotent_replays_total", help: "Requests that were answered with a kept answer.")
        return counting + [IdempotencyMiddleware(service: idempotency, replays: replays).middleware]
    }
}

extension AdmissionModule: Module {
    package static let name = "admission"

    package var schedules: [Schedule] {
        let idempotency = idempotency
        return [
            Schedule("admission.forget", .every(.seconds(3600))) { context in
                let count = try await idempotency.deleteExpired()
                context.log.info("admission.forgot", ["idempotency_keys": .init(count)])
            }
        ]
    }

    package func stop() async {
        await limiter.finish()
    }
}
