/// A request method (RFC 9110, 9).
package enum Method: UInt8, CaseIterable, Sendable {
    case get, head, post, put, patch, delete, options, trace, connect, other

    /// The token as it stands in a request line; `other` is any method that has no case here.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .connect: "CONNECT"
        case .other: "OTHER"
        }
    }

    /// True for methods that promise to change nothing (RFC 9110, 9.2.1).
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        default: false
        }
    }
}
