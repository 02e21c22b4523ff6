/// A response status (RFC 9110, 15).
package struct Status: RawRepresentable, Hashable, Sendable {
    /// The number of three digits.
    package var rawValue: UInt16

    /// Wraps a number; it is not checked.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The statuses that the server uses, by the names of RFC 9110.
    package static let switchingProtocols = Status(rawValue: 101)
    package static let ok = Status(rawValue: 200)
    package static let created = Status(rawValue: 201)
    package static let accepted = Status(rawValue: 202)
    package static let noContent = Status(rawValue: 204)
    package static let partialContent = Status(rawValue: 206)
    package static let found = Status(rawValue: 302)
    package static let seeOther = Status(rawValue: 303)
    package static let notModified = Status(rawValue: 304)
    package static let badRequest = Status(rawValue: 400)
    package static let unauthorized = Status(rawValue: 401)
    package static let paymentRequired = Status(rawValue: 402)
    package static let forbidden = Status(rawValue: 403)
    package static let notFound = Status(rawValue: 404)
    package static let methodNotAllowed = Status(rawValue: 405)
    package static let requestTimeout = Status(rawValue: 408)
    package static let conflict = Status(rawValue: 409)
    package static let gone = Status(rawValue: 410)
    package static let preconditionFailed = Status(rawValue: 412)
    package static let contentTooLarge = Status(rawValue: 413)
    package static let uriTooLong = Status(rawValue: 414)
    package static let unsupportedMediaType = Status(rawValue: 415)
    package static let expectationFailed = Status(rawValue: 417)
    package static let unprocessableContent = Status(rawValue: 422)
    package static let upgradeRequired = Status(rawValue: 426)
    package static let tooManyRequests = Status(rawValue: 429)
    package static let headersTooLarge = Status(rawValue: 431)
    package static let internalServerError = Status(rawValue: 500)
    package static let notImplemented = Status(rawValue: 501)
    package static let badGateway = Status(rawValue: 502)
    package static let serviceUnavailable = Status(rawValue: 503)
    package static let gatewayTimeout = Status(rawValue: 504)
    package static let versionNotSupported = Status(rawValue: 505)

    /// True for 1xx, 204 and 304, which have no body (RFC 9112, 6.3).
    package var forbidsBody: Bool {
        rawValue < 200 || rawValue == 204 || rawValue == 304
    }

    /// The usual words for the status; empty for numbers without a name here.
    package var reason: StaticString {
        Status.reasons[rawValue] ?? ""
    }

    private static let reasons: [UInt16: StaticString] = [
        101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
        206: "Partial Content", 302: "Found", 303: "See Other", 304: "Not Modified", 400: "Bad Request",
        401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
        412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long",
        415: "Unsupported Media Type", 417: "Expectation Failed", 422: "Unprocessable Content",
        426: "Upgrade Required", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 505: "HTTP Version Not Supported",
    ]
}
