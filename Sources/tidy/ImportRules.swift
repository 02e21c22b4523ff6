/// What a file of a domain module may import of the platform, by what its name ends in.
private let platformImportsBySuffix: [(suffix: String, modules: Set<String>)] = [
    ("Module", ["HTTP", "HTTPClient", "Jobs", "Postgres", "Redis", "WebSocket"]),
    ("Service", ["HTTPClient", "Jobs", "Postgres"]),
    ("Store", ["Postgres", "Redis"]),
    ("Cache", ["Redis"]),
    ("Routes", ["HTTP"]),
    ("Middleware", ["HTTP"]),
    ("Cookies", ["HTTP"]),
    ("View", ["HTTP"]),
    ("Page", ["HTTP"]),
    ("Socket", ["HTTP", "WebSocket"]),
    ("Reactions", ["Jobs", "Postgres"]),
    ("Events", ["Jobs"]),
    ("Job", ["Jobs", "Postgres"]),
    ("Jobs", ["Jobs", "Postgres"]),
    ("Events", ["Jobs"]),
]

private let guardedModules = platformImportsBySuffix.reduce(into: Set<String>()) { $0.formUnion($1.modules) }

/// What the file may import of the guarded modules.
///
/// Without any of the suffixes a file holds values and rules, and so may import none.
private func allowedImports(of stem: String) -> (kind: String, modules: Set<String>) {
    let type = stem.prefix { $0 != "+" }
    let row = platformImportsBySuffix.last { type.hasSuffix($0.suffix) }
    return row.map { ("a *\($0.suffix) file", $0.modules) } ?? ("a file of values and rules", [])
}

let importRules = [
    Rule(
        "layer-import",
        catches: [
            ("Sources/Domain/Social/FollowService.swift", "import HTTP"),
            ("Sources/Domain/Social/FollowRoutes.swift", "package import Postgres"),
            ("Sources/Domain/Social/FollowStore.swift", "import HTTP"),
            ("Sources/Domain/Social/Follow.swift", "import Redis"),
            ("Sources/Domain/Social/FollowView+Cards.swift", "import Postgres"),
        ],
        passes: [
            ("Sources/Domain/Social/FollowStore.swift", "package import Postgres\nimport Redis"),
            ("Sources/Domain/Social/FollowStore+Pages.swift", "import Postgres"),
            ("Sources/Domain/Social/FollowRoutes.swift", "import HTTP\nimport Kernel"),
            ("Sources/Domain/Social/Follow.swift", "import Kernel"),
            ("Sources/Domain/Kernel/Pipeline.swift", "import HTTP\nimport Postgres"),
            ("Sources/Platform/Jobs/Outbox.swift", "import Postgres"),
        ],
        inFile: { file in
            guard file.domainModule != nil, file.isSwift else { return [] }
            let (kind, allowed) = allowedImports(of: file.stem)
            let wrong = file.imports.filter {
                guardedModules.contains($0.module) && !allowed.contains($0.module)
            }
            return wrong.map { module, line in
                let homes = platformImportsBySuffix.filter { $0.modules.contains(module) }.map {
                    "*" + $0.suffix
                }
                return file.finding(
                    "layer-import", line: line,
                    "\(kind) may not import \(module). Use a \(homes.joined(separator: ", ")) file instead.")
            }
        })
]
