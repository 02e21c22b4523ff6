import HTTP
import Kernel

/// Notifications over plain HTTP.
struct NotificationRoutes {
    let notifications: NotificationService

    /// What a token needs for them.
    static let access = Access.anyScope(of: [.profileReadAll, .activityRead])

    var routes: [Route] {
        [
            Route(
                .get, "/api/v3/notifications", "getNotifications", NotificationRoutes.access, handler: list),
            Route(
                .put, "/api/v3/notifications/read", "markNotificationsRead", NotificationRoutes.access,
                handler: markRead),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let page = try Page(number: nil, size: request.query["per_page"])
        let found = try await notifications.page(
            of: request.principal.athlete, range(of: request), size: page.size)
        return .json(found.json)
    }

    private func range(of request: Request) throws -> NotificationRange {
        let after = try sequence(request.query["after"], "after")
        let before = try sequence(request.query["before"], "before")
        switch (after, before) {
        case (let after?, nil): return .after(after)
        case (nil, let before?): return .before(before)
        case (nil, nil): return .before(.max)
        default: throw Fault.invalid("Notification", "after", "not together with before")
        }
    }

    private func markRead(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request)
        guard let seq = try sequence(fields["seq"], "seq") else { throw Fault.missing("Notification", "seq") }
        return .json(try await notifications.markRead(request.principal.athlete, through: seq).json)
    }

    private func sequence(_ text: String?, _ field: String) throws -> Int64? {
        guard let text else { return nil }
        guard let number = Int64(text), number >= 0 else { throw Fault.invalid("Notification", field) }
        return number
    }
}
