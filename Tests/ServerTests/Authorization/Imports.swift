import TestWorld

extension Subject {
    /// An import of the owner's that is done.
    fileprivate static let archive = Subject(name: "an import") { cast in
        let client = try await cast.client(.owner)
        let zip = SampleZip([SampleZip.Entry("notes.txt", text: "nothing")])
        let answer = try await client.upload("/api/v3/imports", file: zip.bytes(), filename: "a.zip")
        guard let id = try answer.json()["id"].integer else { throw UnexpectedAnswer(answer: answer) }
        return try await eventually {
            let state = try await client.get("/api/v3/imports/\(id)").json()["state"].string
            return state == "finished" ? "\(id)" : nil
        }
    }
}

extension AuthorizationRow {
    /// Imports: for their owner only, for others they aren't there.
    static let imports = [
        AuthorizationRow("getImports", "401 200 200 200"),
        // Let in, but without an archive.
        AuthorizationRow("createImport", "401 415 415 415"),
        AuthorizationRow("getImportById", of: .archive, "401 404 404 200"),
        AuthorizationRow("getImportEntries", of: .archive, "401 404 404 200"),
        // It has been run.
        AuthorizationRow("runImport", of: .archive, "401 404 404 409"),
        AuthorizationRow("deleteImportById", of: .archive, "401 404 404 202"),
    ]
}
