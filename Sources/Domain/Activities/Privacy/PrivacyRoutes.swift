import HTTP
import JSON
import Kernel

/// One's own rules about what others see.
///
/// Reading tells addresses, so it takes the scope that tells them anyway; and no application may uncover what
/// its athlete has hidden, so changing takes a session of the athlete's own.
struct PrivacyRoutes {
    let service: PrivacyService

    private static let settingsPath = "/api/v3/athlete/privacy"
    private static let zonesPath = "/api/v3/athlete/privacy_zones"

    var routes: [Route] {
        let (settings, zones) = (PrivacyRoutes.settingsPath, PrivacyRoutes.zonesPath)
        return [
            Route(.get, settings, "getPrivacy", .scope(.activityReadAll)) { request in
                answer(try await service.settings(of: try request.principal.athlete).write)
            },
            Route(.put, settings, "updatePrivacy", .scope(.account)) { request in
                let edit = try PrivacySettingsEdit(try await RequestFields.read(request))
                return answer(try await service.edit(edit, by: try request.principal.athlete).write)
            },
            Route(.get, zones, "listPrivacyZones", .scope(.activityReadAll), handler: list),
            Route(.post, zones, "createPrivacyZone", .scope(.account)) { request in
                let edit = try PrivacyZoneEdit(try await RequestFields.read(request))
                let zone = try await service.add(edit, by: try request.principal.athlete)
                return answer(zone.write, status: .created)
            },
            Route(.put, "\(zones)/:id", "updatePrivacyZone", .scope(.account)) { request in
                let edit = try PrivacyZoneEdit(try await RequestFields.read(request))
                let zone = try await service.edit(
                    try zoneID(of: request), edit, by: try request.principal.athlete)
                return answer(zone.write)
            },
            Route(.delete, "\(zones)/:id", "deletePrivacyZone", .scope(.account)) { request in
                try await service.delete(try zoneID(of: request), by: try request.principal.athlete)
                return .noContent
            },
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let zones = try await service.zones(of: try request.principal.athlete)
        return answer { json in
            json.array(zones) { json, zone in zone.write(to: &json) }
        }
    }

    private func zoneID(of request: Request) throws -> PrivacyZoneID {
        try request.pathID(of: "PrivacyZone", as: Subjects.PrivacyZone.self)
    }

    private func answer(_ write: (inout JSONWriter) -> Void, status: Status = .ok) -> Response {
        var json = JSONWriter()
        write(&json)
        return .json(json.bytes, status: status)
    }
}
