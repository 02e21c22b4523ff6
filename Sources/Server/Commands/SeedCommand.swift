/// Makes the demo world, or what is missing of it.
struct SeedCommand: Command {
    static let name = "seed"
    static let usage = "[DIRECTORY]"
    static let summary =
        "Makes the demo world that is described in DIRECTORY (Seeds), or what is missing of it."

    private let directory: String

    init(arguments: [String]) throws {
        directory = arguments.first ?? "Seeds"
        try SeedCommand.refuse(Array(arguments.dropFirst()))
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        let directory = directory
        let line = try await Workbench.run(configuration) { loopModules, services in
            let file = try DemoFile(directory: directory)
            let background = Background(loopModules.platform, services, loopModules.registry)
            background.start()
            let world = DemoWorld(file: file, platform: loopModules.platform, modules: loopModules.modules)
            let outcome = try await world.make { what, done, total in
                Terminal.progress(what, done, of: total)
            }
            await background.stop(within: DemoWorld.patience)
            if outcome.athletes == 0, outcome.activities == 0 { return "the demo world is complete" }
            return "made \(outcome.athletes) athletes and \(outcome.activities) activities"
        }
        Terminal.say(line)
        return 0
    }
}
