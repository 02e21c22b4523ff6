/// One thing that is checked, with examples that prove it: the rules are checked before the project is.
struct Rule: Sendable {
    /// A file of an example.
    typealias Example = (path: String, text: String)

    let name: String
    let check: @Sendable (SourceTree) -> [Finding]
    /// Each of these alone must give at least one finding.
    let catches: [Example]
    /// Each of these alone must give none.
    let passes: [Example]

    /// A rule that looks at many files together.
    init(
        _ name: String, catches: [Example], passes: [Example],
        inTree check: @escaping @Sendable (SourceTree) -> [Finding]
    ) {
        self.name = name
        self.check = check
        self.catches = catches
        self.passes = passes
    }

    /// A rule that looks at one file at a time.
    init(
        _ name: String, catches: [Example], passes: [Example],
        inFile check: @escaping @Sendable (SourceFile) -> [Finding]
    ) {
        self.init(
            name, catches: catches, passes: passes, inTree: { tree in tree.files.flatMap { check($0) } })
    }

    /// What is wrong with the rule itself, judged by its examples.
    var failures: [String] {
        let missed = catches.filter { findings(in: $0).isEmpty }.map { "rule \(name) misses: \($0.text)" }
        let wrong = passes.filter { !findings(in: $0).isEmpty }.map {
            "rule \(name) wrongly catches: \($0.text)"
        }
        return missed + wrong
    }

    private func findings(in example: Example) -> [Finding] {
        check(SourceTree(files: [SourceFile(path: example.path, bytes: [UInt8](example.text.utf8))]))
    }

    /// Every rule, in the order in which the README lists them.
    static let all: [Rule] =
        importRules + sqlRules + bannedCalls.map(\.rule) + lengthRules + documentationRules + moduleRules
        + textRules
}
