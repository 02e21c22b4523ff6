import Glibc

/// Bytes with line numbers, searched with the C library's help, so that a debug build is fast enough.
struct ByteText {
    let bytes: [UInt8]
    private let lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        if starts.count > 1, starts.last == bytes.count { starts.removeLast() }
        lineStarts = starts
    }

    /// How many lines there are.
    var lineCount: Int { lineStarts.count }

    /// The number of the line that holds the offset; the first line is 1.
    func lineNumber(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The text of a line, numbered from 1, without its end.
    func line(_ number: Int) -> String {
        String(decoding: bytes[lineRange(number)], as: UTF8.self)
    }

    /// Where a line stands, without its end.
    func lineRange(_ number: Int) -> Range<Int> {
        let start = lineStarts[number - 1]
        let end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
        return start..<(end > start && bytes[end - 1] == UInt8(ascii: "\n") ? end - 1 : end)
    }

    /// A piece of the text.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    /// The offsets of every occurrence of a pattern.
    func offsets(of pattern: String) -> [Int] {
        let needle = [UInt8](pattern.utf8)
        var offsets: [Int] = []
        bytes.withUnsafeBytes { haystack in
            guard let base = haystack.baseAddress else { return }
            var offset = 0
            while offset + needle.count <= haystack.count,
                let found = memchr(base + offset, Int32(needle[0]), haystack.count - offset)
            {
                let position = UnsafeRawPointer(found) - base
                let fits = position + needle.count <= haystack.count
                let isFound = fits && memcmp(found, needle, needle.count) == 0
                if isFound { offsets.append(position) }
                offset = position + (isFound ? needle.count : 1)
            }
        }
        return offsets
    }

    /// The offsets of a pattern where it isn't a part of a longer name.
    func offsets(ofWord pattern: String) -> [Int] {
        let needsStart = pattern.utf8.first.map(Self.isNameByte) ?? false
        let needsEnd = pattern.utf8.last.map(Self.isNameByte) ?? false
        return offsets(of: pattern).filter { offset in
            let end = offset + pattern.utf8.count
            let startsInside = needsStart && offset > 0 && Self.isNameByte(bytes[offset - 1])
            let endsInside = needsEnd && end < bytes.count && Self.isNameByte(bytes[end])
            return !startsInside && !endsInside
        }
    }

    /// The byte before an offset; nil at the beginning.
    func byte(before offset: Int) -> UInt8? {
        offset > 0 ? bytes[offset - 1] : nil
    }

    /// Whether a byte can be in a Swift or SQL name.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: byte >= 0x80
        }
    }
}
