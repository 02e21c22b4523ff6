import Glibc

/// Finds the end of a head in bytes that may arrive one by one, looking at each byte once.
///
/// Refuses bare line feeds and folded lines on the way, so that an attack isn't buffered up to the limit.
struct HeadScanner {
    enum Progress: Equatable {
        /// The head goes on.
        case incomplete
        /// The head has so many bytes, blank line included, and so many lines before it.
        case complete(byteCount: Int, lineCount: Int)
    }

    private var scanned = 0
    private var lineStart = 0
    private var lineCount = 0

    /// Looks at the bytes that were not there at the last call; `bytes` begins where the head begins.
    mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(HeadError) -> Progress {
        while scanned < bytes.count, let found = nextLineFeed(in: bytes) {
            guard found > lineStart, bytes[found - 1] == 0x0d else { throw .malformed("bare line feed") }
            scanned = found + 1
            if found == lineStart + 1 { return .complete(byteCount: scanned, lineCount: lineCount) }
            let first = bytes[lineStart]
            guard lineCount == 0 || (first != 0x20 && first != 0x09) else {
                throw .malformed("folded header")
            }
            lineCount += 1
            lineStart = scanned
        }
        return .incomplete
    }

    private mutating func nextLineFeed(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress,
            let found = memchr(base + scanned, 0x0a, bytes.count - scanned)
        else {
            scanned = bytes.count
            return nil
        }
        return UnsafeRawPointer(found) - base
    }
}
