package import Kernel

/// Slows down who guesses: so many tries of a thing in a quarter of an hour, counted on all servers together.
/// When Redis is away, each loop gives away only its part.
package struct AttemptLimiter {
    private let limiter: RateLimiter
    private let isOn: Bool

    /// Counts with this limiter; when `isOn` is false, everything is allowed.
    package init(_ limiter: RateLimiter, isOn: Bool = true) {
        self.limiter = limiter
        self.isOn = isOn
    }

    /// Counts a try of `what` by or at `key`; throws 429 when there were too many.
    package func attempt(_ what: String, _ key: String, limit: Int) async throws(Fault) {
        guard isOn else { return }
        let decision = await limiter.admit(.attempt(key, of: what), .attempts(limit), closed: true)
        guard decision.isAllowed else {
            let detail = Fault.Detail(resource: "Request", field: what, code: "exceeded")
            throw Fault(
                .tooMany(retryAfterSeconds: decision.retryAfterSeconds), "Rate Limit Exceeded", [detail])
        }
    }

    /// Forgets the tries: the last one was no guess.
    package func succeed(_ what: String, _ key: String) {
        guard isOn else { return }
        limiter.forget(.attempt(key, of: what))
    }
}
