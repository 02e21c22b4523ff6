import Glibc

/// Finds tags too long to be honest, before libxml2 compares each of their attributes with each other.
enum TagLengthCheck {
    /// The longest tag in bytes.
    static let tagByteLimit = 16 << 10
    /// A long tag leaves a block of this size without any `<`, which may not occur inside of a tag.
    private static let blockByteCount = 2 << 10

    /// The offset of the first tag that is too long; nil for none. Touches a few bytes in each block.
    static func firstLongTag(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let less = Int32(UInt8(ascii: "<"))
        var offset = 0
        var wasGap = true
        while offset < bytes.count {
            let count = min(blockByteCount, bytes.count - offset)
            let isGap = memchr(base + offset, less, count) == nil
            if isGap, !wasGap, let last = lastIndex(of: "<", in: bytes[(offset - blockByteCount)..<offset]),
                isLongTag(at: last, in: bytes)
            {
                return last
            }
            wasGap = isGap
            offset += count
        }
        return nil
    }

    private static func lastIndex(of character: Unicode.Scalar, in bytes: Slice<UnsafeRawBufferPointer>)
        -> Int?
    {
        bytes.lastIndex(of: UInt8(ascii: character))
    }

    /// True for an opening tag whose `>` outside of quotes is further away than the limit.
    private static func isLongTag(at start: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard start + 1 < bytes.count else { return false }
        let first = bytes[start + 1]
        if first == UInt8(ascii: "!") || first == UInt8(ascii: "?") { return false }
        var quote: UInt8?
        for offset in (start + 1)..<min(start + tagByteLimit, bytes.count) {
            let byte = bytes[offset]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return false
            }
        }
        return bytes.count - start > tagByteLimit
    }
}
