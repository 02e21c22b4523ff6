import FoundationEssentials
import HTTP
import JSON
import Kernel

/// Personal access tokens over HTTP.
struct PersonalTokenRoutes {
    let tokens: PersonalTokenService

    var routes: [Route] {
        [
            Route(.post, "/api/v3/tokens", "createPersonalToken", .scope(.account), handler: create),
            Route(.get, "/api/v3/tokens", "listPersonalTokens", .scope(.account), handler: list),
            Route(.delete, "/api/v3/tokens/:id", "deletePersonalToken", .scope(.account), handler: delete),
        ]
    }

    private func create(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request)
        guard let scopes = Scopes(parsing: try fields.required("scopes", of: "AccessToken")) else {
            throw Fault.invalid("AccessToken", "scopes")
        }
        guard let days = Int64(fields["expires_in_days"] ?? "365") else {
            throw Fault.invalid("AccessToken", "expires_in_days")
        }
        let grant = try await tokens.create(
            for: request.principal.athlete, scopes: scopes, name: fields.required("name", of: "AccessToken"),
            lifetimeDays: days)
        var json = JSONWriter()
        grant.session.writeAsToken(to: &json, secret: grant.accessToken)
        var response = Response.json(json.bytes, status: .created)
        response.headers.add(.cacheControl, "no-store")
        return response
    }

    private func list(_ request: Request) async throws -> Response {
        var json = JSONWriter()
        json.array(try await tokens.tokens(of: request.principal.athlete)) { json, token in
            token.writeAsToken(to: &json, secret: nil)
        }
        return .json(json.bytes)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "AccessToken", as: Subjects.Session.self)
        try await tokens.revoke(id, of: request.principal.athlete)
        return .noContent
    }
}

extension Session {
    /// A personal token; with its secret only when it has just been made.
    fileprivate func writeAsToken(to json: inout JSONWriter, secret: String?) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("name", name)
            json.member("scopes") { json in
                json.array(scopes.list) { json, scope in json.string(scope) }
            }
            if let secret {
                json.member("token_type", "Bearer")
                json.member("token", secret)
            }
            json.member("created_at", createdAt)
            json.member("expires_at", expiresAt)
        }
    }
}
