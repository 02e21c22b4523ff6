import ActivityFiles
import JSON

/// Decodes files and prints what is in them: for athletes' support, and for tests.
struct InspectCommand: Command {
    static let name = "inspect"
    static let usage = "FILE…"
    static let summary =
        "Decodes FIT, TCX and GPX files and prints a JSON line for each; status 1 if any was refused."

    private let paths: [String]

    init(arguments: [String]) throws {
        guard !arguments.isEmpty else { throw UsageError(reason: "FILE is missing") }
        paths = arguments
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        var isAnyRefused = false
        for path in paths {
            let file = InspectedFile(path: path)
            var json = JSONWriter()
            file.write(to: &json)
            Terminal.write(json.bytes + [UInt8(ascii: "\n")])
            if file.error != nil { isAnyRefused = true }
        }
        return isAnyRefused ? 1 : 0
    }
}
