import HTTP
import Kernel

/// Photos of activities over HTTP; there are none yet.
struct PhotoRoutes {
    let activities: ActivityService

    var routes: [Route] {
        let activities = activities
        return [
            Route(.get, "/api/v3/activities/:id/photos", "getPhotosByActivityId", .scope(.activityRead)) {
                request in
                _ = try await activities.owner(
                    of: try request.pathID(of: "Activity"), for: try request.principal)
                return .json(Array("[]".utf8))
            }
        ]
    }
}
