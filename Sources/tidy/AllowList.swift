/// The exceptions: `path rule reason…`, one a line. One that nothing needs any more is a finding itself.
struct AllowList {
    private struct Entry {
        let path: String
        let rule: String
        let line: Int
    }

    static let path = "Sources/tidy/allowed.txt"
    private static let minimumReasonWordCount = 3

    private let entries: [Entry]
    private(set) var problems: [Finding] = []

    init(_ file: SourceFile?) {
        var entries: [Entry] = []
        for number in 1...(file?.text.lineCount ?? 1) {
            guard let line = file?.text.line(number), !line.isEmpty, !line.hasPrefix("#") else { continue }
            let words = line.split(separator: " ").map(String.init)
            if words.count < 2 + Self.minimumReasonWordCount {
                problems.append(
                    Self.problem(number, "an exception needs its reason. Use `path rule reason` instead."))
            } else {
                entries.append(Entry(path: words[0], rule: words[1], line: number))
            }
        }
        self.entries = entries
    }

    /// The findings that no exception covers, and those about the exceptions.
    func apply(to findings: [Finding]) -> [Finding] {
        let unused = entries.filter { entry in !findings.contains { covers(entry, $0) } }
        let left = findings.filter { finding in !entries.contains { covers($0, finding) } }
        return left + problems
            + unused.map {
                Self.problem($0.line, "nothing in \($0.path) needs \($0.rule) any more. Remove the line.")
            }
    }

    private func covers(_ entry: Entry, _ finding: Finding) -> Bool {
        entry.path == finding.path && entry.rule == finding.rule
    }

    private static func problem(_ line: Int, _ message: String) -> Finding {
        Finding(path: path, line: line, rule: "allowed", message: message)
    }
}
