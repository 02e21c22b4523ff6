import HTTP
import Kernel
import Streams

/// The recorded channels of activities.
struct StreamRoutes {
    let service: StreamService

    var routes: [Route] {
        let service = service
        return [
            Route(.get, "/api/v3/activities/:id/streams", "getActivityStreams", .scope(.activityRead)) {
                request in
                let fields = RequestFields(parts: [], query: request.query)
                let selection = try await service.select(
                    try StreamQuery(fields), of: try request.pathID(of: "Activity"),
                    for: try request.principal, as: try ActivityPreview.read(fields))
                var response =
                    request.alreadyHas(selection.entityTag)
                    ? Response(.notModified) : .json(try await service.render(selection))
                response.headers.set(.eTag, selection.entityTag)
                response.headers.set(.cacheControl, "private, max-age=0, must-revalidate")
                return response
            }
        ]
    }
}

extension Request {
    /// Whether the client says that it has the representation with this entity tag (RFC 9110, 13.1.2).
    func alreadyHas(_ entityTag: String) -> Bool {
        guard let header = headers[.ifNoneMatch] else { return false }
        return header.split(separator: ",").contains { candidate in
            let tag = candidate.filter { $0 != " " }
            return tag == entityTag || tag == "W/" + entityTag || tag == "*"
        }
    }
}
