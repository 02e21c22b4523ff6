import Activities
import Kernel

/// Asks for old activities to be computed again, by the workers, in the background.
struct RecomputeCommand: Command {
    static let name = "recompute"
    static let usage = "[--from DATE] [--version N]"
    static let summary =
        "Computes activities that started from DATE on again if algorithms older than N made them."

    private let work: Recomputation

    init(arguments: [String]) throws {
        var from = Recomputation.beginning
        var version = Recomputation.newestVersion
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw UsageError(reason: "\(option) needs a value") }
            switch option {
            case "--from":
                guard let date = Recomputation.date(value) else {
                    throw UsageError(reason: "--from is a day such as 2026-01-31")
                }
                from = date
            case "--version":
                guard let number = Int(value), (1...Recomputation.newestVersion).contains(number) else {
                    throw UsageError(reason: "--version is a number from 1 to \(Recomputation.newestVersion)")
                }
                version = number
            default: throw UsageError(reason: "unexpected '\(option)'")
            }
        }
        work = try Recomputation(from: from, version: version)
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        let work = work
        let count = try await Workbench.run(configuration) { loopModules, _ in
            try await loopModules.modules.activities.recomputations.begin(work)
        }
        Terminal.say(
            count == 0
                ? "there is nothing to compute again"
                : "\(count) activities will be computed again; the log says activities.recomputed at the end")
        return 0
    }
}
