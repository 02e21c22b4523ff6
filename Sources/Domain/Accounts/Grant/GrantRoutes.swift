import FoundationEssentials
import HTTP
import JSON
import Kernel

/// What an athlete allowed, over HTTP.
struct GrantRoutes {
    let grants: GrantService
    let applications: ApplicationStore

    var routes: [Route] {
        [
            Route(.get, "/api/v3/grants", "listGrants", .scope(.account), handler: list),
            Route(.delete, "/api/v3/grants/:id", "deleteGrant", .scope(.account), handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let all = try await grants.grants(of: request.principal.athlete)
        var known: [ApplicationID: Application] = [:]
        for application in try await applications.applications(all.map(\.application)) {
            known[application.id] = application
        }
        var json = JSONWriter()
        json.array(all) { json, grant in grant.write(to: &json, known[grant.application]) }
        return .json(json.bytes)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "Grant", as: Subjects.Application.self)
        try await grants.revoke(id, of: request.principal.athlete)
        return .noContent
    }
}

extension Grant {
    /// One row of the list of grants; its id is the application's.
    fileprivate func write(to json: inout JSONWriter, _ application: Application?) {
        json.object { json in
            json.member("id", self.application.rawValue)
            json.member("application") { json in
                json.object { json in
                    json.member("id", self.application.rawValue)
                    json.member("name", application?.name ?? "")
                    json.member("website", application?.website)
                }
            }
            json.member("scopes") { json in
                json.array(scopes.list) { json, scope in json.string(scope) }
            }
            json.member("created_at", createdAt)
            json.member("updated_at", updatedAt)
        }
    }
}
