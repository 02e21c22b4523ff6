package import Telemetry

/// The middleware that every server has, in its order; authentication, rate limits and the like follow it.
package enum StandardMiddleware {
    /// Observation outermost, so that it sees what was really answered; errors become answers beneath it.
    package static func all(
        log: Log, metrics: Metrics, accessLog: AccessLog = .errorsAndSlow(), cors: CORS? = CORS()
    ) -> [Middleware] {
        var all = [observation(log: log, metrics: metrics, accessLog: accessLog)]
        if let cors { all.append(cors.middleware) }
        all.append(privateCaching)
        all.append(errors(log: log))
        return all
    }

    /// Turns what handlers throw into answers: `ResponseConvertible` as it says, all else into a 500 that is
    /// logged with the request id which the answer carries.
    package static func errors(log: Log) -> Middleware {
        { route, next in
            let operation = route.operationID
            return { request in
                do {
                    return try await next(request)
                } catch let error as any ResponseConvertible {
                    return error.response
                } catch {
                    log.error(
                        "http.failed",
                        [
                            "request_id": "\(request.id)", "operation": .string(operation),
                            "path": .string(request.path), "error": .error(error),
                        ])
                    return FaultResponse(.internalServerError, "Internal Server Error").response
                }
            }
        }
    }

    /// Says that only the caller may keep an answer, and has to ask again, unless the handler said otherwise.
    /// Routes without a requirement for the caller are left alone.
    package static func privateCaching(_ route: Route, _ next: @escaping Handler) -> Handler {
        guard route.access != nil else { return next }
        return { request in
            var response = try await next(request)
            if request.method.isSafe, !response.headers.contains(.cacheControl) {
                response.headers.add(.cacheControl, "max-age=0, private, must-revalidate" as StaticString)
            }
            return response
        }
    }
}
