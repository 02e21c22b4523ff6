/// Something that compiles but has no place here, and what to use instead.
struct BannedCall {
    let name: String
    /// Any of these, as whole words in code.
    let patterns: [String]
    let instead: String
    var because = ""
    /// Whether tests may not use it either.
    var alsoInTests = false
    let example: String

    var rule: Rule {
        let name = name
        let patterns = patterns
        let advice = "Use \(instead) instead" + (because.isEmpty ? "." : ": \(because).")
        let alsoInTests = alsoInTests
        return Rule(
            name,
            catches: [("Sources/Domain/Social/Follow.swift", example)]
                + (alsoInTests ? [("Tests/Domain/SocialTests/FollowTests.swift", example)] : []),
            passes: [
                ("Sources/Domain/Social/Follow.swift", "// \(example)"),
                ("Sources/Domain/Social/Follow.swift", "let text = #\"\(example)\"#"),
                ("docs/guide.md", example),
            ],
            inFile: { file in
                guard file.isSwift, file.isSource || (alsoInTests && file.isTest) else { return [] }
                return patterns.flatMap { pattern in
                    file.code.offsets(ofWord: pattern).compactMap { offset in
                        guard !Self.isMember(file, pattern, offset) else { return nil }
                        return file.finding(
                            name, line: file.code.lineNumber(at: offset),
                            "`\(pattern)` is not used here. \(advice)")
                    }
                }
            })
    }

    /// Whether this is a declaration or somebody's method of that name: `loop.sleep(`, `func print(`.
    private static func isMember(_ file: SourceFile, _ pattern: String, _ offset: Int) -> Bool {
        guard pattern.hasSuffix("("), !pattern.contains(".") else { return false }
        if file.code.byte(before: offset) == UInt8(ascii: ".") { return true }
        return file.code.text(max(0, offset - 5)..<offset) == "func "
    }
}

/// The banned calls, each with its replacement.
let bannedCalls: [BannedCall] = [
    BannedCall(
        name: "print", patterns: ["print(", "debugPrint(", "NSLog("], instead: "`Log`",
        because: "one JSON line an event", alsoInTests: true, example: "func f() { print(1) }"),
    BannedCall(
        name: "clock", patterns: ["Date()", "Date.now", "Date(timeIntervalSinceNow", "ContinuousClock()"],
        instead: "the clock that was handed in", because: "tests move it", example: "let now = Date()"),
    BannedCall(
        name: "unstructured-task", patterns: ["Task {", "Task(", "Task.detached", "Task.immediate"],
        instead: "`loop.spawn`", because: "it never leaves the thread",
        example: "func f() { Task { await g() } }"),
    BannedCall(
        name: "sleep", patterns: ["Thread.sleep", "Task.sleep", "usleep(", "nanosleep(", "sleep("],
        instead: "`loop.sleep`, `loop.schedule`, or in tests a manual clock", alsoInTests: true,
        example: "func f() { usleep(1000) }"),
    BannedCall(
        name: "crash", patterns: ["fatalError(", "try!", "as!", "assertionFailure("],
        instead: "a typed error",
        because: "only what a programmer got wrong may be a `precondition`", example: "let x = try! f()"),
    BannedCall(
        name: "dispatch",
        patterns: ["DispatchQueue", "DispatchSemaphore", "DispatchGroup", "OperationQueue"],
        instead: "the loop, or a `Lane` for work that blocks", alsoInTests: true,
        example: "let q = DispatchQueue(label: x)"),
    BannedCall(
        name: "lock", patterns: ["NSLock", "NSRecursiveLock", "pthread_mutex_t", "NSCondition"],
        instead: "a loop-confined object, or `Mutex` for what loops share", alsoInTests: true,
        example: "let lock = NSLock()"),
    BannedCall(
        name: "unchecked-sendable",
        patterns: ["@unchecked Sendable", "nonisolated(unsafe)", "@preconcurrency"],
        instead: "a loop-confined object, `Mutex` or `Atomic`", because: "the compiler checks those",
        alsoInTests: true, example: "final class Pool: @unchecked Sendable {}"),
    BannedCall(
        name: "foundation", patterns: ["import Foundation", "import FoundationNetworking"],
        instead: "`FoundationEssentials`", because: "it is 9 MB smaller in memory",
        example: "import Foundation"),
]
