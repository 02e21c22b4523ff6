/// Tells code, comments and text literals of a Swift file apart, by blanking what is not asked for.
///
/// All three masks are as long as the file and keep its line ends, so offsets and line numbers agree.
struct SwiftLexer {
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]
    private(set) var literals: [UInt8]
    /// Where each literal's content stands; an interpolation inside is blank in `literals` and present in
    /// `code`.
    private(set) var literalRanges: [Range<Int>] = []

    private let source: [UInt8]
    private var position = 0

    init(_ source: [UInt8]) {
        self.source = source
        let blank = source.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comments = blank
        literals = blank
        scanCode(inInterpolation: false)
    }

    /// Scans to the end, or to the parenthesis that closes an interpolation.
    private mutating func scanCode(inInterpolation: Bool) {
        var depth = 0
        while position < source.count {
            let byte = source[position]
            if starts("//") {
                scanLineComment()
            } else if starts("/*") {
                scanBlockComment()
            } else if byte == UInt8(ascii: "`") {
                scanRawIdentifier()
            } else if let hashCount = hashCountOfLiteral() {
                scanLiteral(hashCount: hashCount)
            } else {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if inInterpolation && depth == 0 { return }
                    depth -= 1
                }
                code[position] = byte
                position += 1
            }
        }
    }

    private mutating func scanLineComment() {
        while position < source.count, source[position] != UInt8(ascii: "\n") {
            comments[position] = source[position]
            position += 1
        }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") { depth += 1 }
            if starts("*/") { depth -= 1 }
            let length = starts("/*") || starts("*/") ? 2 : 1
            for offset in position..<min(position + length, source.count) {
                comments[offset] = source[offset]
            }
            position += length
        } while depth > 0 && position < source.count
    }

    /// A name between backticks is code, but may hold anything: kept as one long name.
    private mutating func scanRawIdentifier() {
        repeat {
            code[position] = ByteText.isNameByte(source[position]) ? source[position] : UInt8(ascii: "`")
            position += 1
        } while position < source.count && source[position] != UInt8(ascii: "`")
            && source[position] != UInt8(ascii: "\n")
        if position < source.count, source[position] == UInt8(ascii: "`") {
            code[position] = UInt8(ascii: "`")
            position += 1
        }
    }

    /// The number of `#` of the literal that begins here; nil if none does.
    private func hashCountOfLiteral() -> Int? {
        var end = position
        while end < source.count, source[end] == UInt8(ascii: "#") { end += 1 }
        return end < source.count && source[end] == UInt8(ascii: "\"") ? end - position : nil
    }

    private mutating func scanLiteral(hashCount: Int) {
        let hashes = String(repeating: "#", count: hashCount)
        position += hashCount
        let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
        position += quotes.utf8.count
        let start = position
        while position < source.count, !starts(quotes + hashes) {
            if starts("\\" + hashes + "(") {
                position += hashCount + 2
                scanCode(inInterpolation: true)
                position += 1
            } else if starts("\\" + hashes) {
                position += hashCount + 2
            } else if quotes.utf8.count == 1, source[position] == UInt8(ascii: "\n") {
                break
            } else {
                literals[position] = source[position]
                position += 1
            }
        }
        let end = min(position, source.count)
        literalRanges.append(start..<max(start, end))
        let isClosed = end < source.count && starts(quotes)
        position = end + (isClosed ? quotes.utf8.count + hashCount : 0)
        markLiteral(start: start)
    }

    /// Keeps a quote in the code, so that a literal still separates what stands around it.
    private mutating func markLiteral(start: Int) {
        code[start - 1] = UInt8(ascii: "\"")
    }

    private func starts(_ pattern: String) -> Bool {
        var offset = position
        for byte in pattern.utf8 {
            guard offset < source.count, source[offset] == byte else { return false }
            offset += 1
        }
        return true
    }
}
