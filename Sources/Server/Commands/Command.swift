/// One command of the executable: `slipstream NAME …`.
protocol Command: Sendable, SendableMetatype {
    /// The word after `slipstream`.
    static var name: String { get }
    /// What follows the name, for the help.
    static var usage: String { get }
    /// One sentence for the help.
    static var summary: String { get }

    /// Reads the words after the name; throws `UsageError` when they are off.
    init(arguments: [String]) throws

    /// Does it, and returns the exit status.
    func run(_ configuration: ServerConfiguration) async throws -> Int32
}

/// The words after the command's name make no sense; says which.
struct UsageError: Error {
    let reason: String
}

extension Command {
    static var usage: String { "" }

    /// For commands without arguments.
    static func refuse(_ arguments: [String]) throws(UsageError) {
        if let first = arguments.first { throw UsageError(reason: "unexpected '\(first)'") }
    }
}
