import HTTP
import JSON
import Kernel

/// Activities: read, listed, entered, edited, deleted.
struct ActivityRoutes {
    /// Room for the longest description, with escapes.
    private static let bodyLimitBytes = 512 * 1024

    let service: ActivityService
    let cursors: CursorCodec

    var routes: [Route] {
        [one, own, laps, creation, edit, deletion]
    }

    private var one: Route {
        let service = service
        return Route(.get, "/api/v3/activities/:id", "getActivityById", .scope(.activityRead)) { request in
            let fields = RequestFields(parts: [], query: request.query)
            _ = try fields.flag("include_all_efforts", of: "Activity")
            let principal = try request.principal
            let (activity, viewer) = try await service.activity(
                try request.pathID(of: "Activity"), for: principal)
            return try await ActivityRoutes.answer(activity, for: viewer, principal, service)
        }
    }

    /// All at once, as v3 has it; but clients that page everything page here too.
    private var laps: Route {
        let service = service
        return Route(
            .get, "/api/v3/activities/:id/laps", "getLapsByActivityId", .scope(.activityRead)
        ) { request in
            let page = request.query["page"] ?? request.query["per_page"] == nil ? nil : try request.page
            let (activity, _) = try await service.activity(
                try request.pathID(of: "Activity"), for: try request.principal)
            let laps = try await service.laps(of: activity)
            let range = page.map { $0.skipped..<$0.skipped + $0.size } ?? laps.indices
            var json = JSONWriter(capacity: 64 + laps.count * 640)
            LapView(of: activity).write(laps, in: range, to: &json)
            return .json(json.bytes)
        }
    }

    private var own: Route {
        let (service, cursors) = (service, cursors)
        return Route(
            .get, "/api/v3/athlete/activities", "getLoggedInAthleteActivities", .scope(.activityRead)
        ) {
            request in
            let fields = RequestFields(parts: [], query: request.query)
            let query = try ActivityList(fields, page: try request.page, cursors: cursors)
            let principal = try request.principal
            let activities = try await service.list(query, of: principal)
            let reactions = try await service.reactions(to: activities, for: principal.athlete)
            var json = JSONWriter(capacity: 64 + activities.count * 2048)
            json.array(activities) { json, activity in
                ActivityView(activity, for: .owner, reactions: reactions[activity.id]).writeSummary(to: &json)
            }
            return .json(json.bytes).linkingNext(
                query.next(after: activities, cursors), after: request, query.page)
        }
    }

    private var creation: Route {
        let service = service
        return Route(
            .post, "/api/v3/activities", "createActivity", .scope(.activityWrite),
            bodyLimitBytes: ActivityRoutes.bodyLimitBytes
        ) { request in
            let manual = try ManualActivity(try await RequestFields.read(request))
            let principal = try request.principal
            let activity = try await service.create(manual, by: principal)
            return try await ActivityRoutes.answer(
                activity, for: .owner, principal, service, status: .created)
        }
    }

    private var edit: Route {
        let service = service
        return Route(
            .put, "/api/v3/activities/:id", "updateActivityById", .scope(.activityWrite),
            bodyLimitBytes: ActivityRoutes.bodyLimitBytes
        ) { request in
            let edit = try ActivityEdit(try await RequestFields.read(request))
            let principal = try request.principal
            let activity = try await service.edit(
                try request.pathID(of: "Activity"), edit, by: principal)
            return try await ActivityRoutes.answer(activity, for: .owner, principal, service)
        }
    }

    private var deletion: Route {
        let service = service
        return Route(.delete, "/api/v3/activities/:id", "deleteActivityById", .scope(.activityWrite)) {
            request in
            try await service.delete(try request.pathID(of: "Activity"), by: try request.principal)
            return .noContent
        }
    }

    /// All of it for its owner, a summary for others.
    static func answer(
        _ activity: Activity, for viewer: ActivityViewer, _ principal: Principal,
        _ service: ActivityService, status: Status = .ok
    ) async throws -> Response {
        let reactions = try await service.reactions(to: [activity], for: principal.athlete)[activity.id]
        guard viewer == .owner else {
            var json = JSONWriter(capacity: 2048)
            ActivityView(activity, for: viewer, reactions: reactions).writeSummary(to: &json)
            return .json(json.bytes, status: status)
        }
        let gear = try await service.gear(of: activity)
        let breakdown = try await service.breakdown(of: activity)
        var json = JSONWriter(capacity: 8192)
        ActivityView(activity, for: viewer, gear: gear, reactions: reactions)
            .writeDetail(with: breakdown, to: &json)
        return .json(json.bytes, status: status)
    }
}
