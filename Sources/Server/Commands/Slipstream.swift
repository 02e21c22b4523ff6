import Glibc

/// The executable: finds the command, reads the configuration, runs it.
package enum Slipstream {
    /// Every command, in the order of the help.
    static let commands: [any Command.Type] = [
        HelpCommand.self, ServeCommand.self, WorkCommand.self, MigrateCommand.self, SeedCommand.self,
        SampleCommand.self, InspectCommand.self, TokenCommand.self, RecomputeCommand.self, JobsCommand.self,
    ]

    /// Runs `arguments` (without the program's name) and returns the exit status: 0, 1 for a failure, 2 for
    /// wrong use.
    package static func main(arguments: [String], environment: [String: String]) async -> Int32 {
        let name = arguments.first ?? HelpCommand.name
        guard let type = commands.first(where: { $0.name == name || name == "--\($0.name)" }) else {
            Terminal.complain("slipstream has no command '\(name)'; see: slipstream help")
            return 2
        }
        do {
            let command = try type.init(arguments: Array(arguments.dropFirst()))
            return try await command.run(try ServerConfiguration(environment: environment))
        } catch let error as UsageError {
            Terminal.complain("\(error.reason)\nusage: slipstream \(type.name) \(type.usage)")
            return 2
        } catch {
            Terminal.complain("slipstream \(name): \(error)")
            return 1
        }
    }
}
