import Kernel

/// Lists the commands and the settings.
struct HelpCommand: Command {
    static let name = "help"
    static let summary = "Lists the commands and the settings."

    init(arguments: [String]) throws {
        try HelpCommand.refuse(arguments)
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        Terminal.say("Slipstream, the backend of a fitness social network.\n\nCommands:")
        for command in Slipstream.commands {
            Terminal.say("  slipstream \(pad("\(command.name) \(command.usage)", to: 44)) \(command.summary)")
        }
        var section = ""
        for setting in configuration.settings {
            if setting.section != section {
                section = setting.section
                Terminal.say("\n\(section):")
            }
            let name = setting.defaultText.map { "\(setting.name)=\($0)" } ?? setting.name
            Terminal.say("  \(pad(name, to: 56)) \(setting.purpose)")
        }
        return 0
    }

    private func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
