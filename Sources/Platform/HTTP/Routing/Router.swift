/// Finds the handler of a request: by path, then by method, so that 404 and 405 are told apart.
///
/// Every handler, also those of the router's own answers, is wrapped by the middleware when the router is
/// made.
package final class Router {
    /// The rows that the router was made of, in their order.
    package let routes: [Route]

    private var trie = PathTrie()
    private var endpoints: [Endpoint] = []
    private let notFound: Handler
    private let malformedQuery: Handler
    private let tooLarge: Handler

    /// What is known of one path.
    private struct Endpoint {
        var entries: [Entry?] = Array(repeating: nil, count: Method.allCases.count)
        var allow = ""
        var notAllowed: Handler = { _ in throw RoutingError.notFound }
        var options: Handler = { _ in throw RoutingError.notFound }
    }

    /// A class, because it is handed out for each request: one reference instead of three.
    private final class Entry {
        let route: Int
        let parameterNames: [String]
        let bodyLimitBytes: Int
        let handler: Handler

        init(route: Int, parameterNames: [String], bodyLimitBytes: Int, handler: @escaping Handler) {
            self.route = route
            self.parameterNames = parameterNames
            self.bodyLimitBytes = bodyLimitBytes
            self.handler = handler
        }
    }

    /// Makes the table. The first middleware is the outermost. Two routes of the same method and path, a
    /// pattern that does not begin with `/`, and more than four parameters are programmer errors.
    package init(_ routes: [Route], middleware: [Middleware] = []) {
        self.routes = routes
        func wrap(_ route: Route) -> Handler {
            // A loop, because a generic `reduce` would put a thunk around each handler.
            var handler = route.handler
            for wrap in middleware.reversed() { handler = wrap(route, handler) }
            return handler
        }
        notFound = wrap(Route(fallback: "notFound") { _ in throw RoutingError.notFound })
        malformedQuery = wrap(Route(fallback: "malformedQuery") { _ in throw FormError.malformed })
        tooLarge = wrap(
            Route(fallback: "tooLarge") { request in
                throw BodyError.tooLarge(limitBytes: request.body.limitBytes)
            })
        for index in routes.indices { add(index, wrap(routes[index])) }
        for index in endpoints.indices { addOwnAnswers(to: index, wrap) }
        trie.seal()
    }

    private func add(_ index: Int, _ handler: @escaping Handler) {
        let route = routes[index]
        precondition(route.pattern.hasPrefix("/"), "a pattern begins with a slash: \(route.pattern)")
        let segments = route.pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        let names = segments.filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
        precondition(names.count <= PathMatch.maxParameters, "too many parameters: \(route.pattern)")
        let endpoint = trie.insert(segments, endpoint: endpoints.count)
        if endpoint == endpoints.count { endpoints.append(Endpoint()) }
        let slot = Int(route.method.rawValue)
        precondition(endpoints[endpoint].entries[slot] == nil, "twice: \(route.method.name) \(route.pattern)")
        endpoints[endpoint].entries[slot] = Entry(
            route: index, parameterNames: names, bodyLimitBytes: route.bodyLimitBytes, handler: handler)
    }

    private func addOwnAnswers(to index: Int, _ wrap: (Route) -> Handler) {
        let entries = endpoints[index].entries
        var methods = Method.allCases.filter { entries[Int($0.rawValue)] != nil }
        if methods.contains(.get), !methods.contains(.head) { methods.append(.head) }
        if !methods.contains(.options) { methods.append(.options) }
        let allow = methods.sorted { $0.rawValue < $1.rawValue }.map { "\($0.name)" }.joined(separator: ", ")
        let pattern = entries.lazy.compactMap { $0 }.first.map { routes[$0.route].pattern } ?? ""
        endpoints[index].allow = allow
        endpoints[index].notAllowed = wrap(
            Route(fallback: "methodNotAllowed", pattern: pattern) { _ in
                throw RoutingError.methodNotAllowed(allow: allow)
            })
        endpoints[index].options = wrap(
            Route(fallback: "options", method: .options, pattern: pattern) { _ in
                Response(.noContent, headers: [.allow: allow])
            })
    }

    /// The wrapped handler for a request, which is told its path parameters, query and body limit.
    package func handler(for request: Request) -> Handler {
        let found = request.headers.storage.withTarget { target in
            let end = pathEnd(of: target)
            if end < target.count {
                guard let query = try? FormFields(decoding: Bytes(rebasing: target[(end + 1)...])) else {
                    return malformedQuery
                }
                request.query = query
            }
            guard let index = trie.find(Bytes(rebasing: target[..<end]), &request.match) else {
                return notFound
            }
            return handler(for: request, at: index)
        }
        return found
    }

    private func handler(for request: Request, at index: Int) -> Handler {
        let method = request.method
        var entry = endpoints[index].entries[Int(method.rawValue)]
        if entry == nil, method == .head { entry = endpoints[index].entries[Int(Method.get.rawValue)] }
        guard let entry else {
            return method == .options ? endpoints[index].options : endpoints[index].notAllowed
        }
        request.match.names = entry.parameterNames
        if let stream = request.body.stream {
            stream.limitBytes = entry.bodyLimitBytes
            if let length = stream.declaredLength, length > entry.bodyLimitBytes { return tooLarge }
        }
        return entry.handler
    }
}

/// What the router itself throws.
package enum RoutingError: Error, Equatable, ResponseConvertible {
    case notFound
    case methodNotAllowed(allow: String)

    /// 404, or 405 with `Allow`.
    package var response: Response {
        switch self {
        case .notFound:
            return FaultResponse(
                .notFound, "Record Not Found", resource: "Path", field: "path", code: "invalid"
            ).response
        case .methodNotAllowed(let allow):
            var fault = FaultResponse(
                .methodNotAllowed, "Method Not Allowed", resource: "Path", field: "method", code: "invalid")
            fault.headers.set(.allow, allow)
            return fault.response
        }
    }
}
