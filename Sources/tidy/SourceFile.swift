/// One file of the project, with what the rules ask of it.
struct SourceFile {
    /// From the project's root, with slashes.
    let path: String
    let text: ByteText
    /// Without comments and the content of text literals; the whole text where the language isn't Swift.
    let code: ByteText
    /// Only comments; the whole text where the language isn't Swift.
    let comments: ByteText
    /// The content of each text literal, with the offset at which it begins.
    let literals: [(offset: Int, text: String)]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        text = ByteText(bytes)
        guard path.hasSuffix(".swift") else {
            code = text
            comments = text
            literals = []
            return
        }
        let lexer = SwiftLexer(bytes)
        code = ByteText(lexer.code)
        comments = ByteText(lexer.comments)
        let content = ByteText(lexer.literals)
        literals = lexer.literalRanges.map { ($0.lowerBound, content.text($0)) }
    }

    /// Whether it is Swift.
    var isSwift: Bool { path.hasSuffix(".swift") }
    /// Whether it is C.
    var isC: Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }
    /// Whether it belongs to the product.
    var isSource: Bool { path.hasPrefix("Sources/") }
    /// Whether it belongs to the tests.
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The parts of the path.
    var components: [String] { path.split(separator: "/").map(String.init) }

    /// The file's name without its suffix.
    var stem: String {
        let name = components.last ?? path
        return String(name.prefix { $0 != "." })
    }

    /// The domain module that it belongs to; nil elsewhere, and in the kernel beneath the modules.
    var domainModule: String? {
        let parts = components
        guard parts.count >= 4, parts[0] == "Sources", parts[1] == "Domain", parts[2] != "Kernel" else {
            return nil
        }
        return parts[2]
    }

    /// The modules it imports, with the line of each.
    var imports: [(module: String, line: Int)] {
        code.offsets(ofWord: "import").compactMap { offset in
            let number = code.lineNumber(at: offset)
            let words = code.line(number).split(separator: " ")
            let allowed: Set<Substring> = [
                "import", "package", "internal", "private", "public", "fileprivate",
            ]
            guard let last = words.last,
                words.dropLast().allSatisfy({ allowed.contains($0) || $0.hasPrefix("@") })
            else { return nil }
            return (String(last), number)
        }
    }

    /// A finding in this file.
    func finding(_ rule: String, line: Int, _ message: String) -> Finding {
        Finding(path: path, line: line, rule: rule, message: message)
    }
}

/// Something that is not as it should be, and what to do instead.
struct Finding: CustomStringConvertible {
    let path: String
    let line: Int
    let rule: String
    let message: String

    var description: String { "\(path):\(line): \(rule): \(message)" }
}
