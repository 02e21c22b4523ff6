import Accounts
import HTTP
import JSON
import Kernel

/// Bikes, shoes and their parts over HTTP.
struct GearRoutes {
    let service: GearService

    var routes: [Route] {
        let components = "/api/v3/gear/:id/components"
        return [
            Route(
                .get, "/api/v3/athlete/gear", "getLoggedInAthleteGear", .scope(.profileReadAll),
                handler: own),
            Route(.post, "/api/v3/athlete/gear", "createGear", .scope(.profileWrite), handler: create),
            Route(
                .get, "/api/v3/gear/:id", "getGearById", .anyScope(of: [.read, .profileReadAll]),
                handler: one),
            Route(.put, "/api/v3/gear/:id", "updateGearById", .scope(.profileWrite), handler: change),
            Route(.delete, "/api/v3/gear/:id", "deleteGearById", .scope(.profileWrite), handler: delete),
            Route(.post, components, "addGearComponent", .scope(.profileWrite), handler: addComponent),
            Route(
                .put, components + "/:component_id", "updateGearComponent", .scope(.profileWrite),
                handler: changeComponent),
            Route(
                .delete, components + "/:component_id", "deleteGearComponent", .scope(.profileWrite),
                handler: deleteComponent),
        ]
    }

    // MARK: gear

    private func own(_ request: Request) async throws -> Response {
        let all = try await service.all(of: request.principal.athlete)
        var json = JSONWriter()
        json.array(all) { $1.summary.write(to: &$0) }
        return .json(json.bytes)
    }

    private func one(_ request: Request) async throws -> Response {
        let principal = try request.principal
        let gear = try await service.gear(try id(of: request))
        guard gear.athlete == principal.athlete else { return name(of: gear) }
        return principal.scopes.contains(.profileReadAll) ? try await answer(gear) : name(of: gear)
    }

    private func create(_ request: Request) async throws -> Response {
        let change = GearChange(try await RequestFields.read(request))
        let gear = try await service.create(change, by: request.principal.athlete)
        return try await answer(gear, status: .created)
    }

    private func change(_ request: Request) async throws -> Response {
        let id = try id(of: request)
        let change = GearChange(try await RequestFields.read(request))
        return try await answer(try await service.change(id, change, by: request.principal.athlete))
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try id(of: request), by: request.principal.athlete)
        return .noContent
    }

    // MARK: parts

    private func addComponent(_ request: Request) async throws -> Response {
        let id = try id(of: request)
        let change = ComponentChange(try await RequestFields.read(request))
        try await service.addComponent(change, to: id, by: request.principal.athlete)
        return try await answer(try await service.gear(id), status: .created)
    }

    private func changeComponent(_ request: Request) async throws -> Response {
        let id = try id(of: request)
        let component = try componentID(of: request)
        let change = ComponentChange(try await RequestFields.read(request))
        try await service.changeComponent(component, change, of: id, by: request.principal.athlete)
        return try await answer(try await service.gear(id))
    }

    private func deleteComponent(_ request: Request) async throws -> Response {
        let id = try id(of: request)
        try await service.deleteComponent(
            try componentID(of: request), of: id, by: request.principal.athlete)
        return .noContent
    }

    // MARK: between

    private func id(of request: Request) throws -> GearID {
        guard let id = GearID(rawValue: try request.pathText("id", of: "Gear")) else {
            throw Fault.notFound(GearChange.resource)
        }
        return id
    }

    private func componentID(of request: Request) throws -> ComponentID {
        try request.pathID("component_id", of: "Component", as: GearComponent.self)
    }

    private func answer(_ gear: Gear, status: Status = .ok) async throws -> Response {
        var json = JSONWriter(capacity: 1024)
        gear.writeDetailed(to: &json, try await service.components(of: gear))
        return .json(json.bytes, status: status)
    }

    private func name(of gear: Gear) -> Response {
        var json = JSONWriter()
        gear.writeName(to: &json)
        return .json(json.bytes)
    }
}
