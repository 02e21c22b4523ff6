/// Lets pages of other origins call the API (WHATWG Fetch, 3.2). Credentials are never allowed: callers hold
/// bearer tokens, and cookies must not work from elsewhere.
package struct CORS: Sendable {
    /// Origins that may call; nil for all.
    package var origins: [String]?
    /// Request headers that pages may set.
    package var requestHeaders = "Authorization, Content-Type, Idempotency-Key, If-None-Match, traceparent"
    /// Response headers that pages may read.
    package var exposedHeaders =
        "ETag, Link, Retry-After, X-Request-Id, X-RateLimit-Limit, X-RateLimit-Usage, "
        + "X-ReadRateLimit-Limit, X-ReadRateLimit-Usage"
    /// How long a browser may keep the answer to its question.
    package var maxAgeSeconds = 600

    /// All origins by default.
    package init(origins: [String]? = nil) {
        self.origins = origins
    }

    /// Adds the headers where a request has an `Origin`; the router's OPTIONS answers become those to
    /// preflight questions.
    func apply(to response: inout Response, _ request: Request, _ route: Route) {
        guard request.headers.contains(.origin) else { return }
        add(to: &response.headers, request, preflight: route.isFallback && route.method == .options)
    }

    private func add(to headers: inout ResponseHeaders, _ request: Request, preflight: Bool) {
        if let origins {
            headers.add(.vary, "Origin" as StaticString)
            guard let origin = request.headers[.origin], origins.contains(origin) else { return }
            headers.set("Access-Control-Allow-Origin", origin)
        } else {
            headers.set("Access-Control-Allow-Origin", "*")
        }
        guard preflight, request.headers.contains("Access-Control-Request-Method") else {
            headers.add("Access-Control-Expose-Headers", exposedHeaders)
            return
        }
        headers.add("Access-Control-Allow-Methods", headers[.allow] ?? "")
        headers.add("Access-Control-Allow-Headers", requestHeaders)
        headers.add("Access-Control-Max-Age", maxAgeSeconds)
    }
}
