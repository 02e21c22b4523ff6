/// Why a request's head, or its body's framing, was refused. The connection ends after the answer.
enum HeadError: Error, Equatable {
    case malformed(StaticText)
    case headTooLarge
    case tooManyHeaders
    case targetTooLong
    case unsupportedVersion
    case unknownMethod
    case timedOut

    /// A literal that can be compared.
    struct StaticText: Equatable, ExpressibleByStringLiteral {
        let text: String
        init(stringLiteral text: StaticString) { self.text = "\(text)" }
    }

    /// The answer in the fault format.
    var response: Response {
        switch self {
        case .malformed(let reason): answer(.badRequest, "Bad Request", "head", "\(reason.text)")
        case .headTooLarge: answer(.headersTooLarge, "Request Header Fields Too Large", "head", "exceeded")
        case .tooManyHeaders:
            answer(.headersTooLarge, "Request Header Fields Too Large", "headers", "exceeded")
        case .targetTooLong: answer(.uriTooLong, "URI Too Long", "target", "exceeded")
        case .unsupportedVersion:
            answer(.versionNotSupported, "HTTP Version Not Supported", "version", "invalid")
        case .unknownMethod: answer(.notImplemented, "Not Implemented", "method", "invalid")
        case .timedOut: answer(.requestTimeout, "Request Timeout", "request", "timed out")
        }
    }

    private func answer(_ status: Status, _ message: String, _ field: String, _ code: String) -> Response {
        FaultResponse(status, message, resource: "Request", field: field, code: code).response
    }
}
