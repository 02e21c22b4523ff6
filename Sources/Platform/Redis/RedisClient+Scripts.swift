/// A Lua script, known to the server by its digest.
package struct RedisScript: Sendable {
    /// The script's text.
    package let source: String

    /// A script of this source; it names its keys `KEYS[…]` and its other arguments `ARGV[…]`.
    package init(_ source: String) { self.source = source }
}

/// A library of Redis Functions (Redis 7).
package struct RedisLibrary: Sendable {
    /// The library's text.
    package let source: String

    /// A library of this source, which starts with `#!lua name=…`.
    package init(_ source: String) { self.source = source }
}

extension RedisClient {
    /// Runs a script by its digest, loading it where the server does not have it.
    package func run(
        _ script: RedisScript, keys: [String] = [], arguments: [any RedisArgument] = []
    ) async throws(RedisError) -> RedisValue {
        let digest = try await digest(of: script)
        let rest: [any RedisArgument] = [keys.count] + keys + arguments
        do {
            return try await command(["EVALSHA", digest] + rest)
        } catch .refused(code: "NOSCRIPT", _) {
            // Flushed, or another server since: EVAL loads it again.
            return try await command(["EVAL", script.source] + rest)
        }
    }

    /// Calls a function, loading its library where the server does not have it.
    package func call(
        _ function: String, of library: RedisLibrary, keys: [String] = [], arguments: [any RedisArgument] = []
    ) async throws(RedisError) -> RedisValue {
        let words: [any RedisArgument] = ["FCALL", function, keys.count] + keys + arguments
        do {
            return try await command(words)
        } catch .refused(_, let message) where message.hasSuffix("Function not found") {
            _ = try await command("FUNCTION", "LOAD", "REPLACE", library.source)
            return try await command(words)
        }
    }

    private func digest(of script: RedisScript) async throws(RedisError) -> String {
        if let known = scriptDigests[script.source] { return known }
        let reply = try await command("SCRIPT", "LOAD", script.source)
        guard let digest = reply.string else { throw .unexpectedReply("SCRIPT LOAD without a digest") }
        scriptDigests[script.source] = digest
        return digest
    }
}
