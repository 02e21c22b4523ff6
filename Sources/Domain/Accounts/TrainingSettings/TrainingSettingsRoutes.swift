import HTTP
import JSON
import Kernel

/// Training zones over HTTP.
struct TrainingSettingsRoutes {
    let settings: TrainingSettingsService

    var routes: [Route] {
        let settings = settings
        return [
            Route(.get, "/api/v3/athlete/zones", "getLoggedInAthleteZones", .scope(.profileReadAll)) {
                request in
                .json(try await settings.settings(of: request.principal.athlete).zonesJSON)
            },
            Route(.put, "/api/v3/athlete/zones", "updateLoggedInAthleteZones", .scope(.profileWrite)) {
                request in
                let change = try ZoneChange(reading: try await request.body.collect())
                return .json(try await settings.change(change, of: request.principal.athlete).zonesJSON)
            },
        ]
    }
}

extension TrainingSettings {
    /// v3's Zones: heart rate always, without ranges where nothing is known of it; power where there are any.
    fileprivate var zonesJSON: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("heart_rate") { TrainingSettings.write(heartrateZones, to: &$0) }
            if let powerZones { json.member("power") { TrainingSettings.write(powerZones, to: &$0) } }
        }
        return json.bytes
    }

    private static func write(_ zones: Zones?, to json: inout JSONWriter) {
        json.object { json in
            json.member("custom_zones", zones?.isCustom ?? false)
            json.member("zones") { json in
                json.array(0..<(zones?.count ?? 0)) { json, index in
                    guard let range = zones?.range(at: index) else { return }
                    json.object { json in
                        json.member("min", range.min)
                        json.member("max", range.max)
                    }
                }
            }
        }
    }
}
