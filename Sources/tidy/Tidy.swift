import Glibc

/// `tidy [DIRECTORY]`: checks the rules by their examples, then the project by the rules.
@main
enum Tidy {
    static func main() throws {
        let failures = Rule.all.flatMap(\.failures)
        guard failures.isEmpty else { return end(failures, "the rules themselves are wrong") }
        let tree = try SourceTree(root: CommandLine.arguments.dropFirst().first ?? ".")
        let allowed = AllowList(tree.files.first { $0.path == AllowList.path })
        let findings = allowed.apply(to: Rule.all.flatMap { $0.check(tree) })
            .sorted { ($0.path, $0.line, $0.rule) < ($1.path, $1.line, $1.rule) }
        end(findings.map(\.description), "\(tree.files.count) files, \(Rule.all.count) rules")
    }

    /// Writes the lines and the summary, and fails if there are any lines.
    private static func end(_ lines: [String], _ summary: String) {
        for line in lines { puts(line) }
        puts("tidy: \(summary), \(lines.count) findings")
        exit(lines.isEmpty ? 0 : 1)
    }
}
