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
            let visible = try await service.activity(
                try request.pathID(of: "Activity"), for: principal, as: try ActivityPreview.read(fields))
            return try await ActivityRoutes.answer(visible, principal, service)
        }
    }

    /// All at once, as v3 has it; but clients that page everything page here too.
    private var laps: Route {
        let service = service
        return Route(
            .get, "/api/v3/activities/:id/laps", "getLapsByActivityId", .scope(.activityRead)
        ) { request in
            let page = request.query["page"] ?? request.query["per_page"] == nil ? nil : try request.page
            let preview = try ActivityPreview.read(RequestFields(parts: [], query: request.query))
            let visible = try await service.activity(
                try request.pathID(of: "Activity"), for: try request.principal, as: preview)
            let laps = try await service.laps(of: visible)
            let range = page.map { $0.skipped..<$0.skipped + $0.size } ?? laps.indices
            var json = JSONWriter(capacity: 64 + laps.count * 640)
            LapView(of: visible).write(laps, in: range, to: &json)
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
            let (stored, shown) = try await service.list(
                query, of: principal, as: try ActivityPreview.read(fields))
            let reactions = try await service.reactions(to: stored, for: principal.athlete)
            var json = JSONWriter(capacity: 64 + shown.count * 2048)
            json.array(shown) { json, visible in
                ActivityView(visible, reactions: reactions[visible.activity.id]).writeSummary(to: &json)
            }
            return .json(json.bytes).linkingNext(
                query.next(after: stored, cursors), after: request, query.page)
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
            return try await ActivityRoutes.answer(activity, principal, service, status: .created)
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
            return try await ActivityRoutes.answer(activity, principal, service)
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
        _ visible: VisibleActivity, _ principal: Principal, _ service: ActivityService,
        status: Status = .ok
    ) async throws -> Response {
        let activity = visible.activity
        let reactions = try await service.reactions(to: [activity], for: principal.athlete)[activity.id]
        guard visible.sight.viewer == .owner else {
            var json = JSONWriter(capacity: 2048)
            ActivityView(visible, reactions: reactions).writeSummary(to: &json)
            return .json(json.bytes, status: status)
        }
        let gear = try await service.gear(of: activity)
        let breakdown = try await service.breakdown(of: visible)
        var json = JSONWriter(capacity: 8192)
        ActivityView(visible, gear: gear, reactions: reactions).writeDetail(with: breakdown, to: &json)
        return .json(json.bytes, status: status)
    }
}
