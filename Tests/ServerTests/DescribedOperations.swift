import Foundation
import TestWorld

/// The operations of `openapi.yaml`, as `METHOD path operationId`, read by its indentation: a path stands at
/// two spaces, a method at four, an operation's keys at six.
enum DescribedOperations {
    static func read() throws -> Set<String> {
        let text = try String(contentsOf: file, encoding: .utf8)
        var found: Set<String> = []
        var (isInPaths, path, method) = (false, "", "")
        for line in text.split(separator: "\n") {
            if !line.hasPrefix(" ") { isInPaths = line == "paths:" }
            guard isInPaths else { continue }
            let key = line.trimmingCharacters(in: .whitespaces)
            switch line.prefix(while: { $0 == " " }).count {
            case 2: path = String(key.dropLast())
            case 4: method = String(key.dropLast()).uppercased()
            case 6 where key.hasPrefix("operationId: "):
                found.insert("\(method) \(path) \(key.dropFirst("operationId: ".count))")
            default: break
            }
        }
        return found
    }

    private static var file: URL {
        URL(fileURLWithPath: TestDatabase.migrationsDirectory).deletingLastPathComponent()
            .appendingPathComponent("openapi.yaml")
    }
}
