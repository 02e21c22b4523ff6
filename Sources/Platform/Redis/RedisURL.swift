package import Telemetry

/// Where a Redis server is, and who we are there: `redis://user:password@host:port/database`, or
/// `unix:///path/to/socket?db=1&password=…`.
package struct RedisURL: Sendable, Equatable, CustomStringConvertible {
    /// How the server is reached.
    package enum Endpoint: Sendable, Equatable {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    /// The address.
    package let endpoint: Endpoint
    /// The ACL user (Redis 6); nil for the default user.
    package let user: String?
    /// The password; nil where none is asked for.
    package let password: Redacted<String>?
    /// The number of the database, zero at first.
    package let database: Int

    /// Reads a URL; throws `RedisError.invalidURL` with the reason, which never contains the password.
    package init(_ text: String) throws(RedisError) {
        guard let mark = text.firstRange(of: "://") else {
            throw .invalidURL("a Redis URL starts with redis:// or unix://")
        }
        let rest = text[mark.upperBound...]
        switch text[..<mark.lowerBound] {
        case "redis": try self.init(tcp: rest)
        case "unix": try self.init(unix: rest)
        case "rediss":
            throw .invalidURL(
                "TLS to Redis is not supported: put Redis on a private network or a unix socket")
        default: throw .invalidURL("a Redis URL starts with redis:// or unix://")
        }
    }

    /// The URL without the password.
    package var description: String {
        let credentials = password == nil ? "" : "\(user ?? ""):***@"
        return switch endpoint {
        case .tcp(let host, let port): "redis://\(credentials)\(host):\(port)/\(database)"
        case .unix(let path): "unix://\(credentials)\(path)?db=\(database)"
        }
    }

    private init(tcp rest: Substring) throws(RedisError) {
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = parts[0]
        let at = authority.lastIndex(of: "@")
        let credentials = at.map {
            authority[..<$0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        }
        user = try credentials.flatMap { names throws(RedisError) in
            names.count == 2 && !names[0].isEmpty ? try percentDecoded(names[0]) : nil
        }
        password = try credentials?.last.map { text throws(RedisError) in Redacted(try percentDecoded(text)) }
        endpoint = try Self.endpoint(at.map { authority[authority.index(after: $0)...] } ?? authority)
        database = try Self.database(parts.count > 1 ? parts[1] : "")
    }

    private init(unix rest: Substring) throws(RedisError) {
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = try percentDecoded(parts[0])
        guard path.hasPrefix("/"), path.utf8.count <= Self.socketPathLimitBytes else {
            throw .invalidURL("unix:// wants an absolute path of at most \(Self.socketPathLimitBytes) bytes")
        }
        endpoint = .unix(path: path)
        var options: [Substring: Substring] = [:]
        for option in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let pair = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            options[pair[0]] = pair.count > 1 ? pair[1] : ""
        }
        user = try options["user"].map(percentDecoded)
        password = try options["password"].map { text throws(RedisError) in Redacted(try percentDecoded(text))
        }
        database = try Self.database(options["db"] ?? "")
    }

    /// What fits into `sockaddr_un`.
    private static let socketPathLimitBytes = 107

    private static func endpoint(_ text: Substring) throws(RedisError) -> Endpoint {
        var host = text
        var port = Substring("6379")
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let behind = text[text.index(after: end)...]
            if behind.hasPrefix(":") { port = behind.dropFirst() }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty, let number = UInt16(port), number > 0 else {
            throw .invalidURL("redis:// wants host:port")
        }
        return .tcp(host: String(host), port: number)
    }

    private static func database(_ text: Substring) throws(RedisError) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Int(text), (0..<65_536).contains(number) else {
            throw .invalidURL("the database of a Redis URL is a number")
        }
        return number
    }
}

private func percentDecoded(_ text: Substring) throws(RedisError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else {
            throw .invalidURL("a percent sign in a Redis URL starts two hexadecimal digits")
        }
        bytes.append(value)
        rest.removeFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
}
