/// When `SET` may write.
package enum RedisSetCondition: Sendable {
    case always
    /// Only when the key does not exist.
    case ifAbsent
    /// Only when the key exists.
    case ifPresent
}

extension RedisClient {
    /// `GET`: the value of a key, nil when there is none.
    package func get(_ key: String) async throws(RedisError) -> [UInt8]? {
        let reply = try await submit {
            $0.begin(wordCount: 2)
            $0.append("GET")
            $0.append(key)
        }
        switch reply {
        case .bytes(let bytes): return bytes
        case .null: return nil
        default: throw unexpected(reply)
        }
    }

    /// `SET`: writes a value, with a time to live where one is given; says whether it was written.
    @discardableResult
    package func set(
        _ key: String, _ value: some RedisArgument, expiresAfter: Duration? = nil,
        condition: RedisSetCondition = .always
    ) async throws(RedisError) -> Bool {
        let reply = try await submit {
            $0.begin(wordCount: 3 + (expiresAfter == nil ? 0 : 2) + (condition == .always ? 0 : 1))
            $0.append("SET")
            $0.append(key)
            value.encode(into: &$0)
            if let expiresAfter {
                $0.append("PX")
                $0.append(milliseconds(expiresAfter))
            }
            switch condition {
            case .always: break
            case .ifAbsent: $0.append("NX")
            case .ifPresent: $0.append("XX")
            }
        }
        return !reply.isNull
    }

    /// `DEL`: removes keys (of one hash tag, in a cluster); returns how many there were.
    @discardableResult
    package func delete(_ keys: String...) async throws(RedisError) -> Int {
        try await integer(["DEL"] + keys)
    }

    /// `MGET`: the values of keys (of one hash tag, in a cluster), in order.
    package func get(_ keys: [String]) async throws(RedisError) -> [[UInt8]?] {
        if keys.isEmpty { return [] }
        let reply = try await submit {
            $0.begin(wordCount: keys.count + 1)
            $0.append("MGET")
            for key in keys { $0.append(key) }
        }
        guard let elements = reply.array else { throw unexpected(reply) }
        return elements.map(\.bytes)
    }

    /// `INCRBY`: adds to a number, zero when there is none; returns the sum.
    @discardableResult
    package func increment(_ key: String, by amount: Int = 1) async throws(RedisError) -> Int {
        try await integer(["INCRBY", key, amount])
    }

    /// `PEXPIRE`: sets a time to live; false when there is no such key.
    @discardableResult
    package func expire(_ key: String, after duration: Duration) async throws(RedisError) -> Bool {
        try await integer(["PEXPIRE", key, milliseconds(duration)]) == 1
    }

    /// `LRANGE`: elements of a list by index, from the head; negative indices count from the tail.
    package func listRange(_ key: String, from first: Int, through last: Int) async throws(RedisError)
        -> [[UInt8]]
    {
        let reply = try await submit {
            $0.begin(wordCount: 4)
            $0.append("LRANGE")
            $0.append(key)
            $0.append(first)
            $0.append(last)
        }
        guard let elements = reply.array else { throw unexpected(reply) }
        return elements.compactMap(\.bytes)
    }

    /// `LPUSHX`: puts an element before a list's head if the list exists; returns its length, 0 when there is
    /// none.
    @discardableResult
    package func listPushIfPresent(_ key: String, _ value: some RedisArgument) async throws(RedisError) -> Int
    {
        try await integer(["LPUSHX", key, value])
    }

    /// `LTRIM`: keeps only the elements in a range of indices.
    package func listTrim(_ key: String, from first: Int, through last: Int) async throws(RedisError) {
        _ = try await command(["LTRIM", key, first, last])
    }

    /// `LPOS`: the index of an element, nil when the list does not have it.
    package func listPosition(_ key: String, of value: some RedisArgument) async throws(RedisError) -> Int? {
        try await command(["LPOS", key, value]).integer
    }

    /// `PUBLISH`: sends a message to the subscribers of a channel; returns how many got it.
    @discardableResult
    package func publish(_ channel: String, _ message: some RedisArgument) async throws(RedisError) -> Int {
        try await integer(["PUBLISH", channel, message])
    }

    /// `TIME`: the server's clock, in microseconds since 1970.
    package func serverTimeMicroseconds() async throws(RedisError) -> Int {
        let reply = try await command(["TIME"])
        guard let parts = reply.array, parts.count == 2, let seconds = parts[0].integer,
            let microseconds = parts[1].integer
        else { throw unexpected(reply) }
        return seconds * 1_000_000 + microseconds
    }

    private func integer(_ words: [any RedisArgument]) async throws(RedisError) -> Int {
        let reply = try await command(words)
        guard case .integer(let number) = reply else { throw unexpected(reply) }
        return number
    }

    private func unexpected(_ reply: RedisValue) -> RedisError {
        .unexpectedReply(String(String(describing: reply).prefix(200)))
    }
}

/// Whole milliseconds, at least one: zero would be refused by the server.
private func milliseconds(_ duration: Duration) -> Int {
    let parts = duration.components
    return max(1, Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000))
}
