/// Why a command has no reply.
package enum RedisError: Error, Equatable, CustomStringConvertible {
    /// There is no connection now; nothing was sent, and asking again at once is pointless.
    case unavailable
    /// The connection was lost, or the reply took too long, after the command was sent: it may have been
    /// done.
    case interrupted(String)
    /// Too many commands wait for their replies; nothing was sent.
    case overloaded
    /// The server refused the command. `code` is the first word, such as `WRONGTYPE`.
    case refused(code: String, message: String)
    /// The reply is of another kind than this command's.
    case unexpectedReply(String)
    /// A URL that cannot be used.
    case invalidURL(String)

    package var description: String {
        switch self {
        case .unavailable: "Redis is not available"
        case .interrupted(let reason): "Redis command interrupted: \(reason)"
        case .overloaded: "too many Redis commands in flight"
        case .refused(_, let message): "Redis refused the command: \(message)"
        case .unexpectedReply(let reply): "unexpected Redis reply: \(reply)"
        case .invalidURL(let reason): reason
        }
    }

    /// An error reply's text, `CODE message`.
    init(reply text: String) {
        self = .refused(
            code: text.split(separator: " ", maxSplits: 1).first.map(String.init) ?? "", message: text)
    }
}
