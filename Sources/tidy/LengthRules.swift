private let maximumLineLength = 110
private let maximumFunctionLineCount = 70
private let maximumFileLineCount = 400

private func lines(_ count: Int, of line: String = "let x = 1") -> String {
    Array(repeating: line, count: count).joined(separator: "\n") + "\n"
}

let lengthRules = [
    Rule(
        "line-length",
        catches: [("Sources/tidy/A.swift", "// " + String(repeating: "x", count: 108))],
        passes: [
            ("Sources/tidy/A.swift", "// https://example.org/" + String(repeating: "x", count: 108)),
            ("Sources/tidy/A.swift", String(repeating: "x", count: 110)),
            ("Sources/tidy/A.swift", String(repeating: "é", count: 110)),
        ],
        inFile: { file in
            guard file.isSwift || file.isC else { return [] }
            return (1...file.text.lineCount).compactMap { number in
                guard file.text.lineRange(number).count > maximumLineLength else { return nil }
                let line = file.text.line(number)
                guard line.unicodeScalars.count > maximumLineLength, !line.contains("://") else { return nil }
                return file.finding(
                    "line-length", line: number,
                    "has \(line.unicodeScalars.count) columns. Use at most \(maximumLineLength) instead.")
            }
        }),
    Rule(
        "file-length",
        catches: [("Sources/tidy/A.swift", lines(401))],
        passes: [("Sources/tidy/A.swift", lines(400)), ("docs/long.md", lines(401))],
        inFile: { file in
            guard file.isSwift || file.isC, file.text.lineCount > maximumFileLineCount else { return [] }
            return [
                file.finding(
                    "file-length", line: file.text.lineCount,
                    "has \(file.text.lineCount) lines. Use several files of one type or topic each instead.")
            ]
        }),
    Rule(
        "function-length",
        catches: [("Sources/tidy/A.swift", "func f() {\n" + lines(69) + "}\n")],
        passes: [
            ("Sources/tidy/A.swift", "func f() {\n" + lines(68) + "}\n"),
            ("Sources/tidy/A.swift", "protocol P {\nfunc f()\n}\nstruct S {\n" + lines(80) + "}\n"),
        ],
        inFile: { file in
            guard file.isSwift else { return [] }
            return functions(in: file).filter { $0.lineCount > maximumFunctionLineCount }.map {
                file.finding(
                    "function-length", line: $0.line,
                    "has \($0.lineCount) lines. Use functions of at most \(maximumFunctionLineCount) instead."
                )
            }
        }),
]

/// The functions that have bodies: where each begins, and how many lines it has.
private func functions(in file: SourceFile) -> [(line: Int, lineCount: Int)] {
    let starts = ["func", "init", "deinit", "subscript"].flatMap { file.code.offsets(ofWord: $0) }
    return starts.compactMap { start in
        guard isDeclaration(at: start, in: file), let body = body(after: start, in: file.code) else {
            return nil
        }
        let first = file.code.lineNumber(at: start)
        return (first, file.code.lineNumber(at: body.upperBound) - first + 1)
    }
}

/// Whether a declaration, not a call such as `self.init(`, begins with the word at the offset.
private func isDeclaration(at offset: Int, in file: SourceFile) -> Bool {
    let line = file.code.lineRange(file.code.lineNumber(at: offset))
    return file.code.bytes[line.lowerBound..<offset].allSatisfy {
        ByteText.isNameByte($0) || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "@")
    }
}

/// From the brace that opens a body to the one that closes it; nil for a requirement of a protocol.
private func body(after start: Int, in code: ByteText) -> Range<Int>? {
    var parentheses = 0
    var open: Int?
    for offset in start..<code.bytes.count where open == nil {
        switch code.bytes[offset] {
        case UInt8(ascii: "("): parentheses += 1
        case UInt8(ascii: ")"): parentheses -= 1
        case UInt8(ascii: "{") where parentheses == 0: open = offset
        case UInt8(ascii: "}") where parentheses == 0: return nil
        case UInt8(ascii: "\n") where parentheses == 0:
            let rest = code.bytes[offset...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
            let continues = [UInt8(ascii: "{"), UInt8(ascii: "w"), UInt8(ascii: "-"), UInt8(ascii: ")")]
            guard let next = rest.first, continues.contains(next) else { return nil }
        default: break
        }
    }
    guard let open else { return nil }
    var depth = 0
    for offset in open..<code.bytes.count {
        if code.bytes[offset] == UInt8(ascii: "{") { depth += 1 }
        if code.bytes[offset] == UInt8(ascii: "}") { depth -= 1 }
        if depth == 0 { return open..<offset }
    }
    return nil
}
