/// Why there is no answer.
package enum HTTPClientError: Error, Equatable, CustomStringConvertible {
    /// The request cannot be sent as it is: its URL, method or headers.
    case invalidRequest(String)
    /// The name has no address, or nobody listens there.
    case notConnected(String)
    /// The address is not a public one, and this client may only go to those.
    case forbiddenAddress
    /// The other side could not prove who it is, or speaks no TLS that we accept.
    case notTrusted(String)
    /// It took longer than the request's time-out.
    case timedOut
    /// The connection was lost, or what came was not HTTP; the request may have been done.
    case interrupted(String)
    /// The answer is longer than the request's limit.
    case tooLarge
    case tooManyRedirects
    /// Too many requests wait already.
    case overloaded
    /// The calling task was cancelled; the request may have been done.
    case cancelled
    /// The client has been closed.
    case closed

    package var description: String {
        switch self {
        case .invalidRequest(let reason): "invalid request: \(reason)"
        case .notConnected(let reason): "could not connect: \(reason)"
        case .forbiddenAddress: "the address is not a public one"
        case .notTrusted(let reason): "could not make a secure connection: \(reason)"
        case .timedOut: "the request took too long"
        case .interrupted(let reason): "the request was interrupted: \(reason)"
        case .tooLarge: "the answer is too large"
        case .tooManyRedirects: "too many redirections"
        case .overloaded: "too many requests are waiting"
        case .cancelled: "the request was cancelled"
        case .closed: "the HTTP client is closed"
        }
    }

    /// The error's kind, as a label of metrics.
    var kind: String {
        switch self {
        case .invalidRequest: "invalid_request"
        case .notConnected: "not_connected"
        case .forbiddenAddress: "forbidden_address"
        case .notTrusted: "not_trusted"
        case .timedOut: "timed_out"
        case .interrupted: "interrupted"
        case .tooLarge: "too_large"
        case .tooManyRedirects: "too_many_redirects"
        case .overloaded: "overloaded"
        case .cancelled: "cancelled"
        case .closed: "closed"
        }
    }
}
