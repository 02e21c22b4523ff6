import ActivityFiles
import HTTP
import JSON
import Kernel

/// Files in, and how far they are.
struct UploadRoutes {
    /// Room for the largest file, and for the parts around it.
    private static let bodyLimitBytes = OriginalFile.maximumByteCount + 256 * 1024
    /// Types of bodies that are the file itself; `application/gzip` and the like are not told apart from it.
    private static let fileTypes: Set<String> = [
        "application/octet-stream", "application/gpx+xml", "application/vnd.garmin.tcx+xml",
        "application/vnd.ant.fit",
        "application/gzip", "application/x-gzip", "application/xml", "text/xml",
    ]

    private static let keyName: HeaderName = "Idempotency-Key"

    let service: UploadService
    let spool: Spool

    var routes: [Route] {
        [creation, one]
    }

    private var creation: Route {
        let (service, spool) = (service, spool)
        return Route(
            .post, "/api/v3/uploads", "createUpload", .scope(.activityWrite),
            bodyLimitBytes: Self.bodyLimitBytes
        ) { request in
            let athlete = try request.principal.athlete
            let upload =
                Self.fileTypes.contains(request.mediaType)
                ? try await Self.takeBody(of: request, athlete, service)
                : try await Self.takePart(of: request, athlete, service, spool)
            return Self.answer(upload, status: .created)
        }
    }

    private var one: Route {
        let service = service
        return Route(.get, "/api/v3/uploads/:id", "getUploadById", .scope(.activityWrite)) { request in
            let upload = try await service.upload(
                try request.pathID(of: "Upload"), of: try request.principal.athlete)
            return Self.answer(upload)
        }
    }

    /// A form with the file as its part `file`; what is said of it, in other parts or in the query.
    private static func takePart(
        of request: Request, _ athlete: AthleteID, _ service: UploadService, _ spool: Spool
    ) async throws -> Upload {
        var limits = MultipartLimits()
        limits.fileBytes = OriginalFile.maximumByteCount
        // Four bytes a character at most.
        limits.fieldBytes = 4 * ActivityDetails.maximumDescriptionLength
        let form = try await MultipartForm.read(request, limits: limits, spool: spool)
        let fields = RequestFields(parts: form.fields.all, query: request.query)
        var description = try UploadForm(fields)
        description.requestKey = request.headers[keyName]
        guard let file = form.file("file") else { throw Fault.missing("Upload", "file") }
        switch file.content {
        case .memory(let bytes): return try await service.accept(.bytes(bytes), description, from: athlete)
        case .file(let path):
            let content = UploadContent.file(path: path, byteCount: file.byteCount)
            defer { withExtendedLifetime(file) {} }
            return try await service.accept(content, description, from: athlete)
        }
    }

    /// The file as the body itself; all that is said of it in the query.
    private static func takeBody(
        of request: Request, _ athlete: AthleteID, _ service: UploadService
    ) async throws -> Upload {
        var description = try UploadForm(RequestFields(parts: [], query: request.query))
        description.requestKey = request.headers[keyName]
        let bytes = try await request.body.collect(upTo: OriginalFile.maximumByteCount)
        return try await service.accept(.bytes(bytes), description, from: athlete)
    }

    private static func answer(_ upload: Upload, status: Status = .ok) -> Response {
        var json = JSONWriter(capacity: 512)
        UploadView(upload).write(to: &json)
        return .json(json.bytes, status: status)
    }
}

extension Request {
    /// `Content-Type` without its parameters, in lower case.
    fileprivate var mediaType: String {
        guard let type = headers[.contentType]?.split(separator: ";").first else { return "" }
        return type.filter { !$0.isWhitespace }.lowercased()
    }
}
