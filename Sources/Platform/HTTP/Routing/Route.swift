/// Answers a request. Handlers stay on their loop, and may use what is confined to it.
package typealias Handler = (Request) async throws -> Response

/// Wraps the handler of a route, once, when the router is made: what it needs to know of the route it can
/// look up then, not for each request.
///
/// A struct, because functions that are elements of an array are called through thunks: two asynchronous
/// calls more for each layer and request.
package struct Middleware {
    private let wrap: (_ route: Route, _ next: @escaping Handler) -> Handler

    /// A middleware that wraps handlers as said.
    package init(_ wrap: @escaping (_ route: Route, _ next: @escaping Handler) -> Handler) {
        self.wrap = wrap
    }

    /// The handler of a route, wrapped.
    package func callAsFunction(_ route: Route, _ next: @escaping Handler) -> Handler {
        wrap(route, next)
    }
}

/// One row of the route table.
package struct Route {
    /// The most bytes of a request body where a route says nothing.
    package static let defaultBodyLimitBytes = 64 * 1024

    /// The method; GET also answers HEAD.
    package var method: Method
    /// The path, with parameters as `:name`: `/api/v3/activities/:id`.
    package var pattern: String
    /// The operation's name, as in `openapi.yaml`; also the label of its metrics.
    package var operationID: String
    /// What the caller must be or hold: a value that HTTP doesn't look into; authentication reads it.
    package var access: (any Sendable)?
    /// The most bytes of a request body, after content decoding.
    package var bodyLimitBytes: Int
    /// True for what the router answers itself: 404, 405, OPTIONS and malformed requests.
    package let isFallback: Bool
    /// Answers requests.
    package var handler: Handler

    /// A row as given.
    package init(
        _ method: Method, _ pattern: String, _ operationID: String, access: (any Sendable)? = nil,
        bodyLimitBytes: Int = Route.defaultBodyLimitBytes, handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.operationID = operationID
        self.access = access
        self.bodyLimitBytes = bodyLimitBytes
        self.handler = handler
        isFallback = false
    }

    init(
        fallback operationID: String, method: Method = .other, pattern: String = "",
        handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.operationID = operationID
        self.handler = handler
        access = nil
        bodyLimitBytes = 0
        isFallback = true
    }

    /// The pattern as OpenAPI writes it: `/api/v3/activities/{id}`.
    package var openAPIPath: String {
        pattern.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
            .joined(separator: "/")
    }
}
