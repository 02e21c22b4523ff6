import HTTP
import Kernel

/// The pages of `GET /oauth/authorize`: log in, then consent. Plain forms, which carry the request's
/// parameters on.
enum AuthorizationPage {
    /// Asks who it is.
    static func logIn(
        _ request: AuthorizationRequest, carrying fields: [(name: String, value: String)],
        problem: String? = nil,
        status: Status = .ok
    ) -> Response {
        let content: HTMLText = """
            \(PlainPage.problem(problem))
            <p>Log in to connect <strong>\(request.application.name)</strong>.</p>
            <form method="post" action="/oauth/authorize">
            \(PlainPage.hidden(fields + [("step", "log-in")]))
            <label>E-mail <input type="email" name="email" autocomplete="username" required autofocus></label>
            <label>Password
            <input type="password" name="password" autocomplete="current-password" required></label>
            <button type="submit">Log in</button>
            </form>
            """
        return PlainPage(
            title: "Log in", content: content, status: status, formTarget: request.redirectURI.policySource
        ).response
    }

    /// Asks what the application may do.
    static func consent(
        _ request: AuthorizationRequest, athlete: AthleteSummary,
        carrying fields: [(name: String, value: String)]
    ) -> Response {
        let application = request.application
        var boxes: HTMLText = ""
        for (scope, name) in Scopes.names where request.scopes.contains(scope) {
            boxes += """
                <label><input type="checkbox" name="granted" value="\(name)" checked>
                \(explanation(of: scope)) <small>\(name)</small></label>

                """
        }
        let website: HTMLText = application.website.map { " <small>(\($0))</small>" } ?? ""
        let content: HTMLText = """
            <p>You are logged in as <strong>\(athlete.firstname) \(athlete.lastname)</strong>.</p>
            <p><strong>\(application.name)</strong>\(website) would like to:</p>
            <form method="post" action="/oauth/authorize">
            \(PlainPage.hidden(fields + [("step", "consent")]))
            \(boxes)
            <p><small>You will be sent to \(request.redirectURI.origin).
            You can take this back at any time.</small></p>
            <button type="submit" name="decision" value="allow">Allow</button>
            <button type="submit" name="decision" value="deny">Refuse</button>
            <button type="submit" name="decision" value="switch">Log in as somebody else</button>
            </form>
            """
        return PlainPage(
            title: "Connect \(application.name)", content: content,
            formTarget: request.redirectURI.policySource
        ).response
    }

    private static func explanation(of scope: Scopes) -> String {
        switch scope {
        case .read: "see public profiles, segments and routes, and your feed"
        case .readAll: "see your private segments, routes and events"
        case .profileReadAll: "see all of your profile, also what is not public"
        case .profileWrite: "change your profile, follow athletes and star segments for you"
        case .activityRead: "see your activities that everyone or followers may see"
        case .activityReadAll: "see all your activities, also private ones and what privacy zones hide"
        case .activityWrite: "upload and edit activities for you"
        default: ""
        }
    }
}
