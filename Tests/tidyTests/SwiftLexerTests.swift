import Testing

@testable import tidy

struct SwiftLexerTests {
    func code(_ text: String) -> String {
        String(decoding: SwiftLexer([UInt8](text.utf8)).code, as: UTF8.self)
    }

    func literals(_ text: String) -> [String] {
        SourceFile(path: "A.swift", bytes: [UInt8](text.utf8)).literals.map(\.text)
    }

    @Test(arguments: [
        "let a = 1 // secret", "let a = 1 /* secret */", "let a = 1 /* a /* secret */ secret */",
        #"let a = "secret""#,
        #"let a = "\"secret""#, ##"let a = #"" secret"#"##, "let a = \"\"\"\n  \" secret\n  \"\"\"",
        #"let a = "x \(f("secret")) secret""#,
    ])
    func `comments and literals are no code`(text: String) {
        #expect(!code(text).contains("secret"))
        #expect(code(text).hasPrefix("let a = "))
    }

    @Test(arguments: [
        #"let a = "x \(code) y""#, ##"let a = #"x \#(code) y"#"##, #"let a = "" ; code"#,
        #"let a = "//" ; code"#,
        "/* x */ code", "\"\"\"\n \" // \n\"\"\" ; code", #"let a = "\(f(")")) // " ; code"#,
        "func `a \"name\" with // signs`() { code }",
    ])
    func `interpolations and what follows are code`(text: String) {
        #expect(code(text).contains("code"))
    }

    @Test func `masks keep the length and the lines of the file`() {
        let text = "let a = \"x\n// y\n/* z\n */ b \"\"\"\nq\n\"\"\"\n"
        #expect(code(text).utf8.count == text.utf8.count)
        #expect(code(text).split(separator: "\n", omittingEmptySubsequences: false).count == 7)
    }

    @Test func `literals are found without their quotes and interpolations`() {
        #expect(literals(#"f("one", "two \(x)!")"#) == ["one", "two     !"])
        #expect(literals("let a = \"\"\"\n  three\n  \"\"\"") == ["\n  three\n  "])
    }

    @Test(arguments: ["\"", "\"\"\"", "/*", "`", "\\", "\"\\(", "\"\\", "#\"", ""])
    func `a file that ends in the middle is read to its end`(text: String) {
        #expect(SwiftLexer([UInt8](text.utf8)).code.count == text.utf8.count)
    }
}
