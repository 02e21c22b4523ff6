import Testing

@testable import tidy

struct RuleTests {
    func file(_ path: String, _ text: String) -> SourceFile {
        SourceFile(path: path, bytes: [UInt8](text.utf8))
    }

    func findings(_ files: SourceFile...) -> [String] {
        Rule.all.flatMap { $0.check(SourceTree(files: files)) }.filter { $0.rule != "module-readme" }.map(
            \.description)
    }

    @Test(arguments: Rule.all.map(\.name))
    func `a rule catches its bad examples and passes its good ones`(name: String) throws {
        let rule = try #require(Rule.all.first { $0.name == name })
        #expect(rule.failures == [])
        #expect(!rule.catches.isEmpty && !rule.passes.isEmpty)
    }

    @Test func `rule names are unique`() {
        #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
    }

    @Test func `a store that names the schema of another module is found on its line`() {
        let store = file(
            "Sources/Domain/Feed/FeedStore.swift",
            "let sql = \"\"\"\n    SELECT a.id\n    FROM activities.activity a\n    \"\"\"\n")
        let other = file("Sources/Domain/Activities/Activity.swift", "struct Activity {}\n")
        let found = findings(store, other)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("Sources/Domain/Feed/FeedStore.swift:3: foreign-schema: ") == true)
    }

    @Test func `a C library that two targets import is found in the second`() {
        let first = file("Sources/Base/Compression/Gzip.swift", "import CZlib\n")
        let second = file("Sources/Platform/HTTP/Gzip.swift", "import CZlib\n")
        #expect(findings(first).isEmpty)
        #expect(findings(first, second).count == 1)
    }

    @Test func `a finding reads as path, line, rule and advice`() {
        let found = findings(file("Sources/Domain/Social/Follow.swift", "func f() {\n    print(1)\n}\n"))
        #expect(
            found == [
                "Sources/Domain/Social/Follow.swift:2: print: `print(` is not used here. "
                    + "Use `Log` instead: one JSON line an event."
            ])
    }
}

struct AllowListTests {
    let finding = Finding(path: "Sources/A.swift", line: 7, rule: "print", message: "no")

    func list(_ text: String) -> AllowList {
        AllowList(SourceFile(path: AllowList.path, bytes: [UInt8](text.utf8)))
    }

    @Test func `an exception with its reason covers the finding`() {
        let list = list("# comment\n\nSources/A.swift print the help goes to standard output\n")
        #expect(list.apply(to: [finding]).isEmpty)
    }

    @Test func `an exception for another path or rule covers nothing and is itself a finding`() {
        for line in ["Sources/B.swift print for a good reason", "Sources/A.swift clock for a good reason"] {
            #expect(list(line).apply(to: [finding]).map(\.rule) == ["print", "allowed"])
        }
    }

    @Test func `an exception without a reason is a finding`() {
        #expect(list("Sources/A.swift print").apply(to: [finding]).map(\.rule) == ["print", "allowed"])
    }
}
