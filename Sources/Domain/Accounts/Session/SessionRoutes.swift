import FoundationEssentials
import HTTP
import JSON
import Kernel

/// Logging in and out over HTTP.
struct SessionRoutes {
    let logIns: LogInService
    let sessions: SessionService

    var routes: [Route] {
        [
            Route(.post, "/api/v3/session", "createSession", .anyone, handler: create),
            Route(.post, "/api/v3/session/refresh", "refreshSession", .anyone, handler: refresh),
            Route(.delete, "/api/v3/session", "deleteCurrentSession", .signedIn, handler: deleteCurrent),
            Route(.get, "/api/v3/sessions", "listSessions", .scope(.account), handler: list),
            Route(.delete, "/api/v3/sessions/:id", "deleteSession", .scope(.account), handler: delete),
            Route(
                .put, "/api/v3/athlete/password", "changePassword", .scope(.account),
                handler: changePassword),
        ]
    }

    private func create(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request, from: .body)
        let grant = try await logIns.logIn(
            email: fields.required("email", of: "Athlete"),
            password: fields.required("password", of: "Athlete"),
            deviceName: try deviceName(fields, request), remoteAddress: request.remoteAddress)
        return .token(grant, status: .created)
    }

    private func refresh(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request, from: .body)
        let token = try fields.required("refresh_token", of: "RefreshToken")
        return .token(try await sessions.refresh(token, application: nil))
    }

    private func deleteCurrent(_ request: Request) async throws -> Response {
        let principal = try request.principal
        try await sessions.end([principal.session], of: principal.athlete)
        return .noContent
    }

    private func list(_ request: Request) async throws -> Response {
        let principal = try request.principal
        let all = try await sessions.sessions(of: principal.athlete)
        var json = JSONWriter()
        json.array(all) { json, session in session.write(to: &json, current: principal.session) }
        return .json(json.bytes)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "Session", as: Subjects.Session.self)
        try await sessions.end(id, of: request.principal.athlete)
        return .noContent
    }

    private func changePassword(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request, from: .body)
        try await logIns.changePassword(
            of: request.principal, from: fields.required("current_password", of: "Athlete"),
            to: Password(fields["password"]), remoteAddress: request.remoteAddress)
        return .noContent
    }

    /// What the client calls itself, else what its `User-Agent` says.
    private func deviceName(_ fields: RequestFields, _ request: Request) throws -> String {
        if let name = fields["device_name"], !name.isEmpty {
            return try name.checked("device_name", of: "Session", maximumLength: Session.maximumNameLength)
        }
        return request.deviceName
    }
}

extension Request {
    /// What `User-Agent` says, as the name of a session.
    var deviceName: String {
        let agent = headers[.userAgent] ?? ""
        let name = agent.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f && $0.value != 0xfffd }
        let short = String(String.UnicodeScalarView(name.prefix(Session.maximumNameLength)))
            .trimmingWhitespace()
        return short.isEmpty ? "Unknown device" : short
    }
}

extension Response {
    /// Tokens, which nobody on the way may keep (RFC 6749, 5.1).
    static func token(_ grant: TokenGrant, status: Status = .ok) -> Response {
        var json = JSONWriter()
        grant.write(to: &json)
        var response = Response.json(json.bytes, status: status)
        response.headers.add(.cacheControl, "no-store")
        return response
    }
}

extension Access {
    /// Any token that is good, whatever it allows.
    static let signedIn = Access.anyScope(of: Scopes.grantable.union(.account))
}
