import Glibc

/// A file made ready for libxml2: one known encoding, nothing before the first `<`.
struct XMLSource {
    /// The bytes, and where the document begins in them.
    let bytes: [UInt8]
    let start: Int
    /// True where the encoding that the document declares is no longer the one that it has.
    let ignoresDeclaredEncoding: Bool
    /// How many lines were skipped before the beginning.
    let skippedLineCount: Int
    /// What had to be mended before libxml2 could read on.
    let damage: XMLDamage?

    init(_ content: [UInt8]) throws(ActivityFileError) {
        let order = UTF16Text.byteOrder(of: content)
        let text = order.map { UTF16Text.utf8(of: content, $0) } ?? content
        (bytes, damage) = Self.withoutNulls(text)
        var offset = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        let hasMark = offset > 0
        var lines = 0
        while offset < bytes.count, XMLProlog.isSpace(bytes[offset]) {
            if bytes[offset] == UInt8(ascii: "\n") { lines += 1 }
            offset += 1
        }
        start = offset
        skippedLineCount = lines
        ignoresDeclaredEncoding = order != nil || hasMark
        if !ignoresDeclaredEncoding { try Self.checkEncoding(bytes[offset...].prefix(256)) }
    }

    /// Some devices fill up their names with null characters, at which libxml2 would stop: blanks instead.
    private static func withoutNulls(_ text: [UInt8]) -> ([UInt8], XMLDamage?) {
        let first = text.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, let found = memchr(base, 0, bytes.count) else { return nil }
            return UnsafeRawPointer(found) - base
        }
        guard let first else { return (text, nil) }
        var mended = text
        for index in first..<mended.count where mended[index] == 0 { mended[index] = UInt8(ascii: " ") }
        let line = 1 + text[..<first].count { $0 == UInt8(ascii: "\n") }
        return (mended, XMLDamage(message: "null characters", line: line))
    }

    /// Encodings in which a byte that looks like `<` always is one. Others could hide markup from the checks
    /// that run before libxml2.
    private static let allowedPrefixes = [
        "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-", "iso8859-", "iso_8859-", "latin1", "windows-125",
        "cp125", "koi8-", "macintosh", "gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc-",
    ]

    private static func checkEncoding(_ head: ArraySlice<UInt8>) throws(ActivityFileError) {
        var prolog = XMLProlog(Array(head))
        guard let encoding = prolog.declaredEncoding() else { return }
        if allowedPrefixes.contains(where: encoding.hasPrefix) { return }
        throw ActivityFileError(
            .badEncoding, "The file is in the encoding \(encoding.prefix(40)): please save it as UTF-8.",
            line: 1)
    }
}
