import HTTP
import JSON
import Kernel

/// An athlete's own applications over HTTP.
struct ApplicationRoutes {
    let applications: ApplicationService

    var routes: [Route] {
        [
            Route(.post, "/api/v3/applications", "registerApplication", .scope(.account), handler: register),
            Route(.get, "/api/v3/applications", "listApplications", .scope(.account), handler: list),
            Route(.get, "/api/v3/applications/:id", "getApplication", .scope(.account), handler: one),
            Route(
                .post, "/api/v3/applications/:id/secret", "renewApplicationSecret", .scope(.account),
                handler: renewSecret),
            Route(
                .delete, "/api/v3/applications/:id", "deleteApplication", .scope(.account), handler: delete),
        ]
    }

    private func register(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request)
        let (application, secret) = try await applications.register(fields, by: request.principal.athlete)
        return answer(application, secret: secret, status: .created)
    }

    private func list(_ request: Request) async throws -> Response {
        let all = try await applications.applications(of: request.principal.athlete)
        var json = JSONWriter()
        json.array(all) { json, application in application.write(to: &json) }
        return .json(json.bytes)
    }

    private func one(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "Application", as: Subjects.Application.self)
        return answer(try await applications.application(id, of: request.principal.athlete))
    }

    private func renewSecret(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "Application", as: Subjects.Application.self)
        let (application, secret) = try await applications.renewSecret(
            of: id, owner: request.principal.athlete)
        return answer(application, secret: secret)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "Application", as: Subjects.Application.self)
        try await applications.delete(id, owner: request.principal.athlete)
        return .noContent
    }

    private func answer(_ application: Application, secret: String? = nil, status: Status = .ok) -> Response {
        var json = JSONWriter()
        application.write(to: &json, secret: secret)
        var response = Response.json(json.bytes, status: status)
        if secret != nil { response.headers.add(.cacheControl, "no-store") }
        return response
    }
}
