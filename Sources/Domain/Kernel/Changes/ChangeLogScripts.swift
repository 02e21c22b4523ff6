import Redis

/// What the log does inside Redis. Its head is the number of the last entry; a log that begins starts at the
/// server's time in microseconds, which is beyond every number of a log before it.
enum ChangeLogScripts {
    /// Appends entries. KEYS: head, entries. ARGV: the entries' limit, entries….
    static let record = RedisScript(
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then
            local now = redis.call('TIME')
            redis.call('SET', KEYS[1], string.format('%.0f', now[1] * 1000000 + now[2]))
            redis.call('DEL', KEYS[2])
        end
        for index = 2, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[index]) end
        redis.call('LTRIM', KEYS[2], -tonumber(ARGV[1]), -1)
        redis.call('INCRBY', KEYS[1], #ARGV - 1)
        return redis.status_reply('OK')
        """)

    /// The head and the entries since a number; the head alone when they aren't all there. KEYS: head,
    /// entries. ARGV: the number of the last entry known, 0 for none.
    static let since = RedisScript(
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then
            local now = redis.call('TIME')
            redis.call('SET', KEYS[1], string.format('%.0f', now[1] * 1000000 + now[2]))
            redis.call('DEL', KEYS[2])
        end
        local head = redis.call('GET', KEYS[1])
        local missing = tonumber(head) - tonumber(ARGV[1])
        if missing < 0 or missing > redis.call('LLEN', KEYS[2]) then return {head} end
        if missing == 0 then return {head, {}} end
        return {head, redis.call('LRANGE', KEYS[2], -missing, -1)}
        """)

    /// The server's run id in the text of `INFO server`.
    static func runID(in info: String) -> String? {
        for line in info.split(whereSeparator: \.isNewline) where line.hasPrefix("run_id:") {
            return String(line.dropFirst(7).prefix(16))
        }
        return nil
    }
}
