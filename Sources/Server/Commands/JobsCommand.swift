import JSON
import Jobs
import Kernel
import Postgres

/// Shows the jobs that failed too often, gives them another chance, or drops them.
struct JobsCommand: Command {
    static let name = "jobs"
    static let usage = "(list | retry | discard) [--all | --kind KIND | ID…]"
    static let summary = "Lists dead letters as lines of JSON, works on them again, or drops them."

    private enum Verb: String {
        case list, retry, discard
    }

    /// Which letters.
    fileprivate enum Choice {
        case all
        case kind(String)
        case these([Int64])
    }

    private let verb: Verb
    private let choice: Choice

    init(arguments: [String]) throws {
        guard let verb = arguments.first.flatMap(Verb.init) else {
            throw UsageError(reason: "expected 'list', 'retry' or 'discard'")
        }
        self.verb = verb
        choice = try Choice(Array(arguments.dropFirst()), canBeAbsent: verb == .list)
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        let (verb, choice) = (verb, choice)
        return try await Workbench.run(configuration) { loopModules, services in
            let letters = DeadLetters(database: loopModules.platform.database, doorbell: services.doorbell)
            let chosen = try await JobsCommand.letters(choice, of: letters)
            switch verb {
            case .list:
                for letter in chosen { Terminal.write(letter.line) }
            case .retry:
                try await JobsCommand.each(chosen) { try await letters.replay(ids: $0) }
                Terminal.say("\(chosen.count) jobs will be tried again")
            case .discard:
                try await JobsCommand.each(chosen) { try await letters.drop(ids: $0) }
                Terminal.say("\(chosen.count) jobs are dropped")
            }
            return choice.isMet(by: chosen) ? 0 : 1
        }
    }

    /// All of them are looked up first: what is tried again may be back at once.
    private static func letters(_ choice: Choice, of letters: DeadLetters) async throws -> [DeadLetter] {
        var found: [DeadLetter] = []
        while true {
            let page = try await letters.list(
                kind: choice.kind, after: found.last, limit: DeadLetters.pageLimit)
            found += page
            guard page.count == DeadLetters.pageLimit else { break }
        }
        return found.filter(choice.includes)
    }

    /// Says of each of the chosen ids that it isn't there; the rest is done in pieces.
    private static func each(
        _ letters: [DeadLetter], _ body: ([Int64]) async throws -> Int
    ) async throws {
        for start in stride(from: 0, to: letters.count, by: DeadLetters.pageLimit) {
            let piece = letters[start..<min(start + DeadLetters.pageLimit, letters.count)]
            _ = try await body(piece.map(\.id))
        }
    }
}

extension JobsCommand.Choice {
    fileprivate init(_ words: [String], canBeAbsent: Bool) throws(UsageError) {
        switch words.first {
        case nil where canBeAbsent: self = .all
        case nil: throw UsageError(reason: "say which: --all, --kind KIND, or their ids")
        case "--all":
            guard words.count == 1 else { throw UsageError(reason: "unexpected '\(words[1])'") }
            self = .all
        case "--kind":
            guard words.count == 2 else { throw UsageError(reason: "--kind needs one value") }
            self = .kind(words[1])
        default:
            var ids: [Int64] = []
            for word in words {
                guard let id = Int64(word), id > 0 else {
                    throw UsageError(reason: "'\(word)' is no id of a job")
                }
                ids.append(id)
            }
            self = .these(ids)
        }
    }

    fileprivate var kind: String? {
        if case .kind(let kind) = self { kind } else { nil }
    }

    fileprivate func includes(_ letter: DeadLetter) -> Bool {
        if case .these(let ids) = self { ids.contains(letter.id) } else { true }
    }

    /// Whether all of those that were named are there.
    fileprivate func isMet(by letters: [DeadLetter]) -> Bool {
        if case .these(let ids) = self { Set(ids).isSubset(of: letters.map(\.id)) } else { true }
    }
}

extension DeadLetter {
    /// As a line of JSON.
    var line: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("id", id)
            json.member("kind", kind)
            json.member("key", raw: key.utf8)
            json.member("attempts", attempts)
            json.member("error", lastError)
            json.member("created_at", createdAt)
            json.member("died_at", diedAt)
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}
