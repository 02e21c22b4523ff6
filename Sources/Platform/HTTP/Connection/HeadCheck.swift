/// Checks a whole head byte by byte against the grammar of RFC 9112, where http_parser is lax: what two
/// parsers could read differently is how requests are smuggled.
enum HeadCheck {
    /// Checks request line and header fields; `head` ends with the blank line.
    static func check(_ head: Bytes) throws(HeadError) {
        var index = try checkRequestLine(head)
        while head[index] != 0x0d { index = try checkField(head, from: index) }
        guard index + 2 == head.count else { throw .malformed("bare carriage return") }
    }

    /// Returns where the first field begins.
    private static func checkRequestLine(_ head: Bytes) throws(HeadError) -> Int {
        var index = 0
        while isToken(head[index]) { index += 1 }
        guard index > 0, head[index] == 0x20 else { throw .malformed("method") }
        index += 1
        let target = index
        while head[index] > 0x20, head[index] < 0x7f { index += 1 }
        guard index > target, head[index] == 0x20 else { throw .malformed("target") }
        return try checkVersion(head, from: index + 1)
    }

    private static func checkVersion(_ head: Bytes, from start: Int) throws(HeadError) -> Int {
        guard start + 10 <= head.count, head[start + 8] == 0x0d, head[start + 9] == 0x0a,
            Bytes(rebasing: head[start..<start + 5]).elementsEqual("HTTP/".utf8), head[start + 6] == 0x2e
        else { throw .malformed("version") }
        let minor = head[start + 7]
        guard head[start + 5] == 0x31, minor == 0x30 || minor == 0x31 else { throw .unsupportedVersion }
        return start + 10
    }

    /// Returns where the next line begins.
    private static func checkField(_ head: Bytes, from start: Int) throws(HeadError) -> Int {
        var index = start
        while isToken(head[index]) { index += 1 }
        guard index > start, head[index] == 0x3a else { throw .malformed("header name") }
        index = endOfFieldBytes(head, from: index + 1)
        guard head[index] == 0x0d, head[index + 1] == 0x0a else { throw .malformed("header value") }
        return index + 2
    }

    /// Looks at eight bytes at a time, since a token has three hundred; a tab is left to the slower way.
    private static func endOfFieldBytes(_ head: Bytes, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index + 8 <= head.count {
            let block = UnsafeRawBufferPointer(head).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let deletes = block ^ (0x7f &* ones)
            // The highest bit of some byte is left where one is below 0x20, and where one is 0x7f.
            let isControl = (block &- 0x20 &* ones) & ~block | (deletes &- ones) & ~deletes
            if isControl & (0x80 &* ones) != 0 { break }
            index += 8
        }
        while isFieldByte(head[index]) { index += 1 }
        return index
    }

    /// RFC 9110, 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        let bits: UInt64 = byte < 64 ? 0x03ff_6cfa_0000_0000 : 0x57ff_ffff_c7ff_fffe
        return byte < 128 && bits &>> UInt64(byte & 63) & 1 == 1
    }

    /// RFC 9110, 5.5.
    static func isFieldByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7f || byte == 0x09
    }
}
