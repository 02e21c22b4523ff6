import HTTP
import Kernel

/// Activities as files.
struct ExportRoutes {
    let service: ExportService

    var routes: [Route] {
        [
            original, written(.gpx, "exportActivityGPX", "/api/v3/activities/:id/export_gpx"),
            written(.tcx, "exportActivityTCX", "/api/v3/activities/:id/export_tcx"),
            written(.fit, "exportActivityFIT", "/api/v3/activities/:id/export_fit"),
        ]
    }

    private func written(_ format: ExportFormat, _ operationID: String, _ path: String) -> Route {
        let service = service
        return Route(.get, path, operationID, .scope(.activityRead)) { request in
            let preview = try ActivityPreview.read(RequestFields(parts: [], query: request.query))
            let selection = try await service.select(
                format, of: try request.pathID(of: "Activity"), for: try request.principal, as: preview)
            guard !request.alreadyHas(selection.entityTag) else {
                return ExportRoutes.notModified(selection.entityTag)
            }
            let bytes = try await service.render(selection)
            return Response(
                headers: ExportRoutes.headers(
                    selection.fileName, mediaType: format.mediaType, entityTag: selection.entityTag),
                body: .bytes(bytes))
        }
    }

    private var original: Route {
        let service = service
        return Route(
            .get, "/api/v3/activities/:id/export_original", "exportActivityOriginal", .scope(.activityRead)
        ) {
            request in
            let original = try await service.original(
                of: try request.pathID(of: "Activity"), for: try request.principal)
            guard !request.alreadyHas(original.entityTag) else {
                return ExportRoutes.notModified(original.entityTag)
            }
            return Response(
                headers: ExportRoutes.headers(
                    original.fileName, mediaType: original.kind.mediaType, entityTag: original.entityTag),
                body: .stream(length: original.byteCount) { writer in
                    var offset = 0
                    while offset < original.byteCount {
                        let piece = try await service.piece(of: original, from: offset)
                        guard !piece.isEmpty else { return }
                        offset += piece.count
                        try await writer.write(piece)
                    }
                })
        }
    }

    private static func headers(
        _ name: ExportFileName, mediaType: String, entityTag: String
    ) -> ResponseHeaders {
        [
            .contentType: mediaType, .contentDisposition: name.contentDisposition, .eTag: entityTag,
            .cacheControl: "private, max-age=0, must-revalidate",
        ]
    }

    private static func notModified(_ entityTag: String) -> Response {
        Response(
            .notModified,
            headers: [.eTag: entityTag, .cacheControl: "private, max-age=0, must-revalidate"])
    }
}
