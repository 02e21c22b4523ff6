/// Declarations that everybody knows by name.
private let selfExplaining = [
    "var description:", "var debugDescription:", "func hash(into", "func encode(to", "init(from decoder",
    "static func ==",
    "static func <", "var errorDescription:",
]

/// Whether a line of code declares something for other targets.
private func isPackageDeclaration(_ line: String) -> Bool {
    var words = line.split(separator: " ")
    while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
    guard words.first == "package" || words.first == "package(set)", words.count > 1 else { return false }
    return words[1] != "import" && words[1] != "extension" && !words.contains("override")
}

private func isProperty(_ line: String) -> Bool {
    let words = line.split(separator: " ")
    return words.contains("let") || words.contains("var") || words.contains("case")
}

/// Whether a comment stands above, over attributes, or over the properties that the comment introduces
/// together.
private func isDocumented(_ number: Int, in file: SourceFile) -> Bool {
    var above = number - 1
    while above >= 1 {
        let line = file.text.line(above).drop { $0 == " " }
        if line.hasPrefix("///") { return true }
        let isInGroup = isProperty(file.code.line(number)) && isProperty(file.code.line(above))
        if isInGroup && isPackageDeclaration(file.code.line(above)) { return true }
        guard line.hasPrefix("@") else { return false }
        above -= 1
    }
    return false
}

/// Whether the declaration is in an extension that conforms to a protocol, where its documentation is.
private func isWitness(_ number: Int, in file: SourceFile) -> Bool {
    guard file.code.line(number).hasPrefix(" ") else { return false }
    let opening = (1..<number).last {
        file.code.lineRange($0).count > 0 && !"} )".contains(file.code.line($0).prefix(1))
    }
    let words = opening.map { file.code.line($0).split(separator: " ") } ?? []
    return words.count > 2 && words[0] == "extension" && words[1].hasSuffix(":")
}

/// Whether it is an initializer that does nothing but take over the properties.
private func isMemberwise(_ number: Int, in file: SourceFile) -> Bool {
    guard file.code.line(number).contains(" init(") else { return false }
    let rest = (number...file.code.lineCount).lazy.map { file.code.line($0) }
    let body = rest.drop { !$0.hasSuffix("{") }.dropFirst().prefix { $0 != "    }" && $0 != "        }" }
    return body.allSatisfy { line in
        let words = line.split(separator: " ")
        return words.count == 3 && words[1] == "=" && words[0] == "self." + words[2]
    }
}

let documentationRules = [
    Rule(
        "documentation",
        catches: [
            ("Sources/Platform/HTTP/A.swift", "package struct A {\n}"),
            ("Sources/Platform/HTTP/A.swift", "/// An A.\npackage struct A {\n    package func f() {}\n}"),
            ("Sources/Platform/HTTP/A.swift", "// An A.\n@frozen package struct A {\n}"),
            ("Sources/Platform/HTTP/A.swift", "extension A {\n    package func f() {}\n}"),
            (
                "Sources/Platform/HTTP/A.swift",
                "extension A {\n    package init(x: Int) {\n        y = x\n    }\n}"
            ),
        ],
        passes: [
            ("Sources/Platform/HTTP/A.swift", "package import HTTP"),
            ("Sources/Platform/HTTP/A.swift", "/// An A.\n@frozen\npackage struct A {\n}"),
            ("Sources/Platform/HTTP/A.swift", "/// An A.\npackage let a = 1\npackage let b = 2"),
            ("Sources/Platform/HTTP/A.swift", "extension A: P {\n    package func f() {}\n}"),
            (
                "Sources/Platform/HTTP/A.swift",
                "extension A {\n    package init(x: Int) {\n        self.x = x\n    }\n}"
            ),
            ("Sources/Platform/HTTP/A.swift", "package var description: String { \"\" }"),
        ],
        inFile: { file in
            guard file.isSwift, file.isSource else { return [] }
            let lines = Set(file.code.offsets(ofWord: "package").map { file.code.lineNumber(at: $0) })
                .sorted()
            return lines.compactMap { number in
                let line = file.code.line(number)
                guard isPackageDeclaration(line), !selfExplaining.contains(where: line.contains),
                    !isDocumented(number, in: file), !isWitness(number, in: file),
                    !isMemberwise(number, in: file)
                else { return nil }
                return file.finding(
                    "documentation", line: number,
                    "other targets see this. Use a /// sentence above it to say what it is.")
            }
        }),
    Rule(
        "test-name",
        catches: [
            ("Tests/Platform/HTTPTests/A.swift", "@Test func testPong() {}"),
            ("Tests/Platform/HTTPTests/A.swift", "@Test(arguments: [1])\nfunc `late pong`(x: Int) {}"),
        ],
        passes: [
            ("Tests/Platform/HTTPTests/A.swift", "@Test func `a late pong closes the socket`() {}"),
            (
                "Tests/Platform/HTTPTests/A.swift",
                "@Test(arguments: [f(1)])\nfunc `a late pong`(x: Int) {}\nfunc g() {}"
            ),
        ],
        inFile: { file in
            guard file.isSwift, file.isTest else { return [] }
            return file.code.offsets(ofWord: "@Test").compactMap { offset in
                guard let start = file.code.offsets(ofWord: "func").first(where: { $0 > offset }) else {
                    return nil
                }
                let name = file.text.text((start + 5)..<(start + 205)).prefix { $0 != "(" && $0 != "\n" }
                let wordCount = name.split(separator: " ").count
                guard name.hasPrefix("`") ? wordCount < 3 : true else { return nil }
                return file.finding(
                    "test-name", line: file.text.lineNumber(at: start),
                    "the name is not a sentence. Use func `a late pong closes the socket`() instead.")
            }
        }),
]
