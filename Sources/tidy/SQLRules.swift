/// Schemas of the platform, besides one for each domain module.
private let platformSchemas: Set<String> = ["jobs", "kernel", "idempotency"]

private func isSQL(_ text: String) -> Bool {
    let words = text.split { !ByteText.isNameByte($0.utf8.first ?? 0) }
    guard let first = words.first else { return false }
    let pairs = Set(zip(words, words.dropFirst()).map { "\($0) \($1)" })
    if pairs.contains("INSERT INTO") || pairs.contains("DELETE FROM") || pairs.contains("CREATE TABLE") {
        return true
    }
    if words.contains("SELECT") && words.contains("FROM") { return true }
    if words.contains("UPDATE") && words.contains("SET") { return true }
    return first == "select" && words.contains("from") && words.count > 3
}

/// The `schema.table` names that follow a word that a table follows.
private func namedTables(in sql: String) -> [(schema: String, offset: Int)] {
    let introductions: Set = ["from", "join", "into", "update", "table", "using", "references", "only"]
    let bytes = [UInt8](sql.utf8)
    var tables: [(String, Int)] = []
    var previous = ""
    var start = 0
    for offset in 0...bytes.count where offset == bytes.count || !ByteText.isNameByte(bytes[offset]) {
        defer { start = offset + 1 }
        guard start < offset else { continue }
        let word = String(decoding: bytes[start..<offset], as: UTF8.self).lowercased()
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "."), introductions.contains(previous) {
            tables.append((word, start))
        }
        previous = word
    }
    return tables
}

let sqlRules = [
    Rule(
        "sql-outside-store",
        catches: [
            ("Sources/Domain/Social/FollowService.swift", #"let q = "SELECT id FROM social.follow""#),
            (
                "Sources/Domain/Social/FollowService.swift",
                "let q = \"\"\"\n  UPDATE social.follow\n  SET a = 1\n\"\"\""
            ),
            ("Sources/Domain/Social/Follow.swift", #"let q = "insert" + "DELETE FROM social.follow""#),
        ],
        passes: [
            ("Sources/Domain/Social/FollowStore.swift", #"let q = "SELECT id FROM social.follow""#),
            ("Sources/Domain/Social/FollowService.swift", #"let q = "Select a club from the list.""#),
            ("Sources/Domain/Social/FollowService.swift", "// SELECT id FROM social.follow"),
        ],
        inFile: { file in
            guard file.domainModule != nil, file.isSwift,
                !file.stem.prefix(while: { $0 != "+" }).hasSuffix("Store")
            else { return [] }
            return file.literals.filter { isSQL($0.text) }.map {
                file.finding(
                    "sql-outside-store", line: file.text.lineNumber(at: $0.offset),
                    "SQL stands here. Use a *Store file instead.")
            }
        }),
    Rule(
        "foreign-schema",
        catches: [
            ("Sources/Domain/Social/FollowStore.swift", #"let q = "SELECT id FROM jobs.job""#),
            ("Sources/Domain/Social/FollowStore.swift", #"let q = "DELETE FROM social.a USING jobs.job""#),
        ],
        passes: [
            ("Sources/Domain/Social/FollowStore.swift", #"let q = "SELECT id FROM social.follow f""#),
            (
                "Sources/Domain/Social/FollowStore.swift",
                #"let q = "SELECT extract(epoch FROM f.created_at)""#
            ),
        ],
        inTree: { tree in
            let schemas = Set(tree.files.compactMap { $0.domainModule?.lowercased() }).union(platformSchemas)
            return tree.swift.filter { $0.domainModule != nil }.flatMap {
                foreignSchemas(in: $0, of: schemas)
            }
        }),
]

private func foreignSchemas(in file: SourceFile, of schemas: Set<String>) -> [Finding] {
    let own = file.domainModule?.lowercased() ?? ""
    return file.literals.flatMap { literal in
        namedTables(in: literal.text).filter { schemas.contains($0.schema) && $0.schema != own }.map {
            table in
            file.finding(
                "foreign-schema", line: file.text.lineNumber(at: literal.offset + table.offset),
                "schema \(table.schema) is another module's. Use that module's service or its events instead."
            )
        }
    }
}
