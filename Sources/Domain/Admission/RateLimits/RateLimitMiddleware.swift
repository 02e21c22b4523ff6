package import HTTP
import Kernel
package import Telemetry

/// Counts every request of somebody known, refuses those over the limit, and tells in each answer what is
/// left: in v3's header fields, and in the common ones (draft-ietf-httpapi-ratelimit-headers-07).
package struct RateLimitMiddleware {
    /// What v3 doesn't count among the reads.
    private static let uploads: Set<String> = ["/api/v3/activities", "/api/v3/uploads"]

    private let limiter: RateLimiter
    private let limits: RateLimits
    private let applicationFields: ResponseHeaders
    private let athleteFields: ResponseHeaders
    private let refusals: Counter

    /// Wraps the routes of one loop.
    package init(_ limiter: RateLimiter, limits: RateLimits, metrics: Metrics) {
        self.limiter = limiter
        self.limits = limits
        refusals = metrics.counter(
            "slipstream_rate_limited_total", help: "Requests refused because somebody is over a limit.")
        applicationFields = RateLimitMiddleware.fields(of: limits.application)
        athleteFields = RateLimitMiddleware.fields(of: limits.athlete)
    }

    /// The middleware; to be put behind authentication.
    package var middleware: Middleware {
        Middleware { route, next in
            let isRead = !(route.method == .post && RateLimitMiddleware.uploads.contains(route.pattern))
            return { request in
                guard let principal = request.caller else { return try await next(request) }
                return try await answer(request, of: principal, isRead: isRead, next)
            }
        }
    }

    private func answer(
        _ request: Request, of principal: Principal, isRead: Bool, _ next: Handler
    ) async throws -> Response {
        let (subject, limit) = limits.subject(of: principal)
        // Nearly always there is nothing to wait for, and then no asynchronous call is made.
        let decision =
            if let decision = limiter.admitNow(subject, limit, isRead: isRead) { decision } else {
                await limiter.settle(subject, limit, isRead: isRead)
            }
        var response: Response
        if decision.isAllowed {
            do {
                response = try await next(request)
            } catch let error as any ResponseConvertible {
                response = error.response
            }
        } else {
            refusals.add()
            response = RateLimitMiddleware.refusal(decision).response
        }
        response.headers.append(principal.application == nil ? athleteFields : applicationFields)
        RateLimitMiddleware.addUsage(decision, to: &response.headers)
        return response
    }

    static func refusal(_ decision: RateDecision) -> Fault {
        let detail = Fault.Detail(resource: "Application", field: "rate limit", code: "exceeded")
        return Fault(.tooMany(retryAfterSeconds: decision.retryAfterSeconds), "Rate Limit Exceeded", [detail])
    }

    private static func fields(of limit: RateLimit) -> ResponseHeaders {
        [
            "X-RateLimit-Limit": "\(limit.quarterHour),\(limit.day)",
            "X-ReadRateLimit-Limit": "\(limit.readQuarterHour),\(limit.readDay)",
            "RateLimit-Limit": "\(limit.quarterHour)",
        ]
    }

    private static func addUsage(_ decision: RateDecision, to headers: inout ResponseHeaders) {
        let usage = decision.usage
        headers.add("X-RateLimit-Usage", usage.quarterHour, usage.day)
        headers.add("X-ReadRateLimit-Usage", usage.readQuarterHour, usage.readDay)
        headers.add("RateLimit-Remaining", decision.remaining)
        headers.add("RateLimit-Reset", decision.retryAfterSeconds)
    }
}
