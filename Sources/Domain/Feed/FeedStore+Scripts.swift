import Redis

/// What feeds do inside Redis in one step. A feed is a list of activity ids, newest first; `0` at its end
/// says that there is nothing below. Beside it stands the version under which it was built: without it, or
/// with another one, the list is not to be read. While it is built, a negative number (the builder's) stands
/// at its end, and pushes land before it.
enum FeedScripts {
    /// Begins to build. KEYS: list, version. ARGV: the version wanted, the builder's number, milliseconds
    /// until others may try. 1: build; 0: it is there, or somebody else is building.
    static let begin = RedisScript(
        """
        if redis.call('GET', KEYS[2]) == ARGV[1] and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        local last = redis.call('LINDEX', KEYS[1], -1)
        if last and string.sub(last, 1, 1) == '-' then return 0 end
        redis.call('DEL', KEYS[1], KEYS[2])
        redis.call('RPUSH', KEYS[1], ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """)

    /// Ends building: merges what was pushed meanwhile. KEYS: list, version. ARGV: the builder's number, the
    /// version, milliseconds to live, the longest length, 1 if there is nothing below, then the ids, newest
    /// first.
    static let complete = RedisScript(
        """
        if redis.call('LINDEX', KEYS[1], -1) ~= ARGV[1] then return 0 end
        local isWhole, length = ARGV[5] == '1', tonumber(ARGV[4])
        local floor = isWhole and 0 or tonumber(ARGV[#ARGV])
        local seen, all = {}, {}
        local function add(text)
            local id = tonumber(text)
            if id >= floor and not seen[id] then
                seen[id] = true
                all[#all + 1] = id
            end
        end
        for index = 6, #ARGV do add(ARGV[index]) end
        for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -2)) do add(id) end
        table.sort(all, function(one, other) return one > other end)
        redis.call('DEL', KEYS[1])
        for index = 1, math.min(#all, length) do
            redis.call('RPUSH', KEYS[1], string.format('%.0f', all[index]))
        end
        if isWhole and #all <= length then redis.call('RPUSH', KEYS[1], '0') end
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
        return 1
        """)

    /// Puts a list in order into which something was pushed late, or twice. An id below the end of a list
    /// that was cut doesn't belong there. KEYS: list. ARGV: the id that was pushed, 0 for none.
    static let order = RedisScript(
        """
        local seen, all, mark = {}, {}, false
        for _, text in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
            local id = tonumber(text)
            if id <= 0 then
                mark = text
            elseif not seen[id] then
                seen[id] = true
                all[#all + 1] = id
            end
        end
        table.sort(all, function(one, other) return one > other end)
        if not mark and #all > 1 and all[#all] == tonumber(ARGV[1]) then all[#all] = nil end
        local left = redis.call('PTTL', KEYS[1])
        redis.call('DEL', KEYS[1])
        for _, id in ipairs(all) do redis.call('RPUSH', KEYS[1], string.format('%.0f', id)) end
        if mark then redis.call('RPUSH', KEYS[1], mark) end
        if left > 0 then redis.call('PEXPIRE', KEYS[1], left) end
        return #all
        """)
}
