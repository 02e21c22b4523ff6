import ActivityFiles
import HTTP
import JSON
import Kernel

/// Leaving parts out of recordings, over HTTP.
struct CutRoutes {
    /// Room for as many places as there may be.
    private static let bodyLimitBytes = 256 * 1024
    private static let path = "/api/v3/activities/:id/cut"

    let service: CutService
    let activities: ActivityService

    var routes: [Route] {
        let path = CutRoutes.path
        return [
            Route(.get, path, "getActivityCut", .scope(.activityWrite), handler: cut),
            Route(
                .put, path, "cutActivity", .scope(.activityWrite),
                bodyLimitBytes: CutRoutes.bodyLimitBytes, handler: change),
            Route(.delete, path, "restoreActivity", .scope(.activityWrite), handler: restore),
        ]
    }

    private func cut(_ request: Request) async throws -> Response {
        let cut = try await service.cut(
            of: try request.pathID(of: "Activity"), for: try request.principal)
        var json = JSONWriter(capacity: 128 + 8 * cut.removedIndices.count)
        cut.write(to: &json)
        return .json(json.bytes)
    }

    private func change(_ request: Request) async throws -> Response {
        let change = try CutChange(try await RequestFields.read(request))
        return try await changed(request, change)
    }

    private func restore(_ request: Request) async throws -> Response {
        try await changed(request, nil)
    }

    private func changed(_ request: Request, _ change: CutChange?) async throws -> Response {
        let principal = try request.principal
        let activity = try await service.change(
            try request.pathID(of: "Activity"), change, by: principal)
        return try await ActivityRoutes.answer(activity, principal, activities)
    }
}

extension RecordingCut {
    /// Places in the original; `end_index` null where it ends with the original's last sample.
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("start_index", firstIndex)
            json.member("end_index", lastIndex)
            json.member("removed_indices") { json in
                json.array(removedIndices) { $0.integer(Int64($1)) }
            }
        }
    }
}
