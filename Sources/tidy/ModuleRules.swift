private let minimumReadmeByteCount = 300

let moduleRules = [
    Rule(
        "module-readme",
        catches: [("Sources/Domain/Social/Follow.swift", "import Kernel")],
        passes: [("Tests/Domain/SocialTests/FollowTests.swift", "import Testing")],
        inTree: { tree in
            tree.targets.filter { $0 != "Sources/slipstream" }.compactMap { target in
                let readme = tree.files.first { $0.path == target + "/README.md" }
                guard readme?.text.bytes.count ?? 0 < minimumReadmeByteCount else { return nil }
                return Finding(
                    path: target + "/README.md", line: 1, rule: "module-readme",
                    message:
                        "says too little. Use a screen instead: what it is, how it works, files, limits."
                )
            }
        }),
    Rule(
        "c-library",
        catches: [
            ("Sources/Domain/Social/Follow.swift", "import CLibPQ"),
            ("Tests/Domain/SocialTests/FollowTests.swift", "import CLibPQ"),
        ],
        passes: [("Sources/Platform/Postgres/Connection.swift", "import CLibPQ")],
        inTree: { tree in
            let uses = tree.swift.flatMap { file in
                file.imports.filter { isSystemLibrary($0.module) }.map { (file, $0.module, $0.line) }
            }
            return uses.compactMap { file, library, line in
                let target = file.components.dropLast().prefix(3).joined(separator: "/")
                let home = uses.first { $0.1 == library && isPlatformOrSport($0.0) }.map {
                    $0.0.components.prefix(3)
                }
                guard home?.joined(separator: "/") != target else { return nil }
                return file.finding(
                    "c-library", line: line,
                    "one target imports \(library), and this is another. Use what that one offers instead."
                )
            }
        }),
    Rule(
        "vague-name",
        catches: [
            ("Sources/Domain/Social/FollowManager.swift", "struct A {}"),
            ("Sources/Domain/Social/Follow.swift", "struct FollowHelper {}"),
        ],
        passes: [("Sources/Domain/Social/Follow.swift", "struct Follow {}")],
        inFile: { file in
            guard file.isSwift else { return [] }
            let names = ["struct", "class", "enum", "protocol", "actor"].flatMap { keyword in
                file.code.offsets(ofWord: keyword).map { offset in
                    (
                        file.code.text((offset + keyword.utf8.count + 1)..<(offset + 100)),
                        file.code.lineNumber(at: offset)
                    )
                }
            }
            return (names + [(file.stem, 1)]).compactMap { text, line in
                let name = text.prefix { ByteText.isNameByte($0.utf8.first ?? 0) }
                guard ["Manager", "Helper", "Helpers", "Utils", "Common"].contains(where: name.hasSuffix)
                else { return nil }
                return file.finding(
                    "vague-name", line: line, "`\(name)` says nothing. Use what it is or does instead.")
            }
        }),
]

private func isSystemLibrary(_ module: String) -> Bool {
    let letters = Array(module.utf8.prefix(2))
    let isCapital = letters.count == 2 && letters[1] < UInt8(ascii: "a")
    return letters.first == UInt8(ascii: "C") && isCapital && module != "CSlipstream"
}

private func isPlatformOrSport(_ file: SourceFile) -> Bool {
    ["Sources/Base/", "Sources/Platform/", "Sources/Sport/"].contains(where: file.path.hasPrefix)
}
