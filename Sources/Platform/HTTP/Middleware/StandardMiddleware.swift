package import Telemetry

/// What every server does around every handler; authentication, rate limits and the like follow it.
package enum StandardMiddleware {
    /// Turns what handlers throw into answers, says who may keep them, lets other origins read them, counts,
    /// times and logs them.
    ///
    /// It is one middleware, because none of this waits for anything: each layer of asynchronous functions
    /// costs every request some 50 ns. `translate` may put an error that knows its answer in the place of one
    /// that doesn't.
    package static func all(
        log: Log, metrics: Metrics, accessLog: AccessLog = .errorsAndSlow(), cors: CORS? = CORS(),
        translate: @escaping (any Error) -> any Error = { $0 }
    ) -> [Middleware] {
        let inFlight = metrics.gauge("slipstream_http_requests_in_flight", help: "Requests being served.")
        return [
            Middleware { route, next in
                let observer = RequestObserver(route: route, log: log, metrics: metrics, accessLog: accessLog)
                let isPrivate = route.access != nil
                return { request in
                    inFlight.add(1)
                    var response: Response
                    do {
                        response = try await next(request)
                    } catch {
                        response = answer(to: translate(error), of: request, route.operationID, log)
                    }
                    if isPrivate { keepPrivate(&response, request) }
                    cors?.apply(to: &response, request, route)
                    observer.observe(response, to: request)
                    inFlight.add(-1)
                    return response
                }
            }
        ]
    }

    /// `ResponseConvertible` as it says; all else is a 500, logged with the request id that it carries.
    private static func answer(
        to error: any Error, of request: Request, _ operation: String, _ log: Log
    ) -> Response {
        if let error = error as? any ResponseConvertible { return error.response }
        log.error(
            "http.failed",
            [
                "request_id": "\(request.id)", "operation": .string(operation), "path": .string(request.path),
                "error": .error(error),
            ])
        return FaultResponse(.internalServerError, "Internal Server Error").response
    }

    /// Says that only the caller may keep the answer, and has to ask again; unless the handler spoke of it.
    private static func keepPrivate(_ response: inout Response, _ request: Request) {
        if request.method.isSafe, !response.headers.contains(.cacheControl) {
            response.headers.add(.cacheControl, "max-age=0, private, must-revalidate" as StaticString)
        }
    }
}
