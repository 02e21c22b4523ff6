import Foundation

/// Programs that tests ask: `psql`, `redis-cli`.
enum Tool {
    /// Runs a program to its end and returns what it printed, without the last line break.
    ///
    /// Not through Foundation's `Process`, which hears of a program's end through `select`, and so never once
    /// the tests have more than 1,024 descriptors open.
    static func output(_ program: String, _ arguments: [String]) throws -> String {
        let path = "/tmp/slipstream-tool-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        defer { unlink(path) }
        let status = try ChildProcess(program, arguments, output: path).waitForEnd()
        let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        guard status == 0 else { throw ToolFailure(program: program, output: text) }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

/// A program ended with another status than 0.
struct ToolFailure: Error {
    let program: String
    let output: String
}
