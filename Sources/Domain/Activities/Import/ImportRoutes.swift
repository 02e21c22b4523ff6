import HTTP
import JSON
import Kernel

/// Archives in, how far they are, and back out.
struct ImportRoutes {
    /// Room for the largest archive, and for the parts around it.
    private static let bodyLimitBytes = ImportLimits.archiveBytes + 64 * 1024
    private static let keyName: HeaderName = "Idempotency-Key"

    let service: ImportService
    let spool: Spool
    let cursors: CursorCodec

    var routes: [Route] {
        [creation, list, one, files, run, deletion]
    }

    private var creation: Route {
        let (service, spool) = (service, spool)
        return Route(
            .post, "/api/v3/imports", "createImport", .scope(.activityWrite),
            bodyLimitBytes: Self.bodyLimitBytes
        ) { request in
            let athlete = try request.principal.athlete
            let key = request.headers[Self.keyName]
            if let first = try await service.firstAttempt(key, from: athlete) {
                return Self.answer(first, status: .created)
            }
            var limits = MultipartLimits()
            limits.parts = 8
            limits.fileBytes = ImportLimits.archiveBytes
            // Archives are read from all sides: even a small one has to be a file.
            limits.memoryBytes = 0
            let form = try await MultipartForm.read(request, limits: limits, spool: spool)
            guard let file = form.file("file") else { throw Fault.missing("Import", "file") }
            let fields = RequestFields(parts: form.fields.all, query: request.query)
            let description = try ImportForm(fields, fileName: file.filename, requestKey: key)
            guard case .file(let path) = file.content else {
                throw Fault.invalid("Import", "file", "empty")
            }
            defer { withExtendedLifetime(file) {} }
            let new = try await service.accept(
                fileAt: path, byteCount: file.byteCount, description, from: athlete)
            return Self.answer(new, status: .created)
        }
    }

    private var list: Route {
        let (service, cursors) = (service, cursors)
        return Route(.get, "/api/v3/imports", "getImports", .scope(.activityReadAll)) { request in
            let page = try request.page
            let before = try ImportPlace.read(request, cursors)
            let imports = try await service.list(
                of: try request.principal.athlete, before: before, limit: page.size)
            var json = JSONWriter(capacity: 64 + imports.count * 512)
            json.array(imports) { json, shown in ImportView.write(shown, to: &json) }
            let last = imports.count == page.size ? imports.last : nil
            return .json(json.bytes).linkingNext(
                last.map { ImportPlace.cursor($0.id, cursors) }, after: request, page)
        }
    }

    private var one: Route {
        let service = service
        return Route(.get, "/api/v3/imports/:id", "getImportById", .scope(.activityReadAll)) { request in
            let shown = try await service.find(
                try request.pathID(of: "Import"), of: try request.principal.athlete)
            return Self.answer(shown)
        }
    }

    private var files: Route {
        let service = service
        return Route(
            .get, "/api/v3/imports/:id/entries", "getImportEntries", .scope(.activityReadAll)
        ) { request in
            let page = try request.page
            let fields = RequestFields(parts: [], query: request.query)
            let wanted = ImportEntryPage(
                verdicts: try ImportPlace.verdicts(fields), after: try ImportPlace.number(fields),
                size: page.size)
            let entries = try await service.entries(
                wanted, of: try request.pathID(of: "Import"), try request.principal.athlete)
            var json = JSONWriter(capacity: 64 + entries.count * 512)
            json.array(entries) { json, entry in ImportView.write(entry, to: &json) }
            var response = Response.json(json.bytes)
            if entries.count == page.size, let last = entries.last {
                let filter = fields["verdict"].map { "&verdict=\($0)" } ?? ""
                let next = "\(request.path)?after=\(last.number)&per_page=\(page.size)\(filter)"
                response.headers.add(.link, "<\(next)>; rel=\"next\"")
            }
            return response
        }
    }

    private var run: Route {
        let service = service
        return Route(.post, "/api/v3/imports/:id/run", "runImport", .scope(.activityWrite)) { request in
            let running = try await service.run(
                try request.pathID(of: "Import"), of: try request.principal.athlete)
            return Self.answer(running, status: .accepted)
        }
    }

    private var deletion: Route {
        let service = service
        return Route(.delete, "/api/v3/imports/:id", "deleteImportById", .scope(.activityWrite)) { request in
            let undone = try await service.undo(
                try request.pathID(of: "Import"), of: try request.principal.athlete)
            return Self.answer(undone, status: .accepted)
        }
    }

    private static func answer(_ shown: Import, status: Status = .ok) -> Response {
        var json = JSONWriter(capacity: 512)
        ImportView.write(shown, to: &json)
        return .json(json.bytes, status: status)
    }
}

/// Where pages of imports and of their files begin.
private enum ImportPlace {
    private static let purpose: StaticString = "imports"

    static func read(_ request: Request, _ cursors: CursorCodec) throws -> ImportID? {
        guard let cursor = request.query["cursor"] else { return nil }
        return ImportID(try cursors.decode(cursor, count: 1, purpose: purpose)[0])
    }

    static func cursor(_ id: ImportID, _ cursors: CursorCodec) -> String {
        cursors.encode([id.rawValue], purpose: purpose)
    }

    static func number(_ fields: RequestFields) throws(Fault) -> Int {
        Int(try fields.number("after", of: "Import", in: 0...Double(Int32.max)) ?? 0)
    }

    /// One verdict, or several with commas.
    static func verdicts(_ fields: RequestFields) throws(Fault) -> [ImportEntry.Verdict] {
        var verdicts: [ImportEntry.Verdict] = []
        for word in (fields["verdict"] ?? "").split(separator: ",") {
            guard let verdict = ImportEntry.Verdict(rawValue: String(word)) else {
                throw .invalid("Import", "verdict")
            }
            verdicts.append(verdict)
        }
        return verdicts
    }
}
