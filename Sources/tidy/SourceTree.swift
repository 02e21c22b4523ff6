import FoundationEssentials

/// The files that the rules look at.
struct SourceTree {
    let files: [SourceFile]

    init(files: [SourceFile]) {
        self.files = files
    }

    private static let roots = ["Sources", "Tests", "Migrations", "Benchmarks", "docs", "scripts", ".ci"]
    private static let suffixes: Set = [
        "swift", "c", "h", "md", "sql", "modulemap", "sh", "py", "yaml", "txt",
    ]

    /// Reads the project in a directory.
    init(root: String) throws {
        let manager = FileManager.default
        var paths = try manager.contentsOfDirectory(atPath: root).filter(Self.isText)
        for folder in Self.roots where manager.fileExists(atPath: root + "/" + folder) {
            paths += try manager.subpathsOfDirectory(atPath: root + "/" + folder)
                .map { folder + "/" + $0 }.filter(Self.isText)
        }
        files = paths.sorted().compactMap { path in
            manager.contents(atPath: root + "/" + path).map { SourceFile(path: path, bytes: [UInt8]($0)) }
        }
    }

    /// Recorded inputs (routes, samples of others' formats) are data, not text of this project.
    private static func isText(_ path: String) -> Bool {
        guard let suffix = path.split(separator: ".").last.map(String.init) else { return false }
        return suffixes.contains(suffix) && !path.contains("/Fixtures/") && !path.contains("__pycache__")
    }

    /// The Swift files.
    var swift: [SourceFile] { files.filter(\.isSwift) }

    /// The directories below `Sources` that hold a target with Swift files: `Sources/Platform/HTTP`.
    var targets: [String] {
        let directories = swift.filter(\.isSource).map { file -> String in
            let parts = file.components
            let isLayered = parts.count > 3 && Self.layers.contains(parts[1])
            return parts.prefix(isLayered ? 3 : 2).joined(separator: "/")
        }
        return Set(directories).sorted()
    }

    private static let layers: Set = ["Base", "Platform", "Sport", "Domain"]
}
