import Foundation

/// Programs that tests ask: `psql`, `redis-cli`.
enum Tool {
    /// Runs a program to its end and returns what it printed, without the last line break.
    static func output(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw ToolFailure(program: program, output: text) }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

/// A program ended with another status than 0.
struct ToolFailure: Error {
    let program: String
    let output: String
}
