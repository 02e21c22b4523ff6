import HTTP
import Kernel
import Telemetry

/// Answers a request again instead of doing it again, where it carries an `Idempotency-Key` that has been
/// seen.
///
/// For whoever is known, and for all that changes something; but not for an account's own secrets, whose
/// answers must not be kept: routes with the scope `account` ignore the key.
struct IdempotencyMiddleware {
    static let keyName: HeaderName = "Idempotency-Key"
    static let replayedName: HeaderName = "Idempotent-Replayed"

    let service: IdempotencyService
    let replays: Counter

    /// The middleware; to be put behind authentication.
    var middleware: Middleware {
        Middleware { route, next in
            guard IdempotencyMiddleware.concerns(route) else { return next }
            return { request in
                guard request.headers.contains(IdempotencyMiddleware.keyName), let principal = request.caller
                else { return try await next(request) }
                return try await answer(request, of: principal, next)
            }
        }
    }

    private static func concerns(_ route: Route) -> Bool {
        guard !route.method.isSafe, case .anyScope(let scopes) = route.required else { return false }
        return !scopes.contains(.account)
    }

    private func answer(_ request: Request, of principal: Principal, _ next: Handler) async throws -> Response
    {
        let key = try IdempotencyKey(request.headers[IdempotencyMiddleware.keyName] ?? "")
        let place = IdempotencyStore.Place(athlete: principal.athlete, key: key)
        let fingerprint = RequestFingerprint(
            method: request.method.name, target: request.target, application: principal.application,
            content: try await IdempotencyMiddleware.content(of: request))
        switch try await service.begin(place, fingerprint) {
        case .fresh(let attempt): return try await perform(request, place, attempt: attempt, next)
        case .answered(let answer):
            replays.add()
            return IdempotencyMiddleware.replay(answer)
        case .inFlight: return IdempotencyMiddleware.inFlight
        case .mismatch:
            let detail = Fault.Detail(
                resource: "Request", field: "Idempotency-Key", code: "used for another request")
            throw Fault(.unprocessable, "Unprocessable Content", [detail])
        }
    }

    private func perform(
        _ request: Request, _ place: IdempotencyStore.Place, attempt: Int64, _ next: Handler
    ) async throws -> Response {
        let response: Response
        do {
            response = try await service.holding(place, attempt: attempt) {
                do {
                    return try await next(request)
                } catch let error as any ResponseConvertible {
                    return error.response
                }
            }
        } catch {
            await service.end(place, attempt: attempt, nil)
            throw error
        }
        await service.end(place, attempt: attempt, IdempotencyMiddleware.stored(response))
        return response
    }

    // MARK: requests

    /// What stands for the content: all of it, put back for the handler, unless it is too long.
    private static func content(of request: Request) async throws -> RequestFingerprint.Content {
        let body = request.body
        guard let length = body.declaredLength, length <= RequestFingerprint.maximumDigestedBytes else {
            return .unread
        }
        let bytes = try await body.collect()
        body.putBack(bytes)
        return boundary(of: request).map { .parts(bytes, boundary: $0) } ?? .bytes(bytes)
    }

    /// What stands between the parts of a multipart body.
    private static func boundary(of request: Request) -> String? {
        guard let type = request.headers[.contentType], type.lowercased().hasPrefix("multipart/") else {
            return nil
        }
        for parameter in type.split(separator: ";").dropFirst() {
            let parameter = parameter.drop { $0 == " " }
            guard parameter.lowercased().hasPrefix("boundary=") else { continue }
            return parameter.dropFirst("boundary=".count).filter { $0 != "\"" }
        }
        return nil
    }

    // MARK: answers

    private static let keptHeaders: [(name: HeaderName, text: String)] = [
        (.contentType, "Content-Type"), (.location, "Location"), (.eTag, "ETag"),
        (.cacheControl, "Cache-Control"),
    ]

    /// The answer in the form in which it is kept; nil for one that isn't final, is too long, or is streamed.
    private static func stored(_ response: Response) -> StoredAnswer? {
        guard StoredAnswer.isFinal(status: response.status.rawValue) else { return nil }
        let body: [UInt8]
        switch response.body {
        case .empty: body = []
        case .bytes(let bytes): body = bytes
        case .stream, .upgrade: return nil
        }
        guard body.count <= StoredAnswer.maximumBodyBytes else { return nil }
        var lines: [String] = []
        for (name, text) in keptHeaders {
            if let value = response.headers[name] { lines.append("\(text): \(value)") }
        }
        return StoredAnswer(
            status: Int16(response.status.rawValue), headers: lines.joined(separator: "\n"), body: body)
    }

    private static func replay(_ answer: StoredAnswer) -> Response {
        var response = Response(Status(rawValue: UInt16(answer.status)))
        if !answer.body.isEmpty { response.body = .bytes(answer.body) }
        for line in answer.headers.split(separator: "\n") {
            for (name, text) in keptHeaders where line.hasPrefix(text + ": ") {
                response.headers.add(name, String(line.dropFirst(text.count + 2)))
            }
        }
        response.headers.add(replayedName, "true" as StaticString)
        return response
    }

    private static var inFlight: Response {
        var response = Fault.conflict("Request", "Idempotency-Key", "being worked on").response
        response.headers.add(.retryAfter, 1)
        return response
    }
}
