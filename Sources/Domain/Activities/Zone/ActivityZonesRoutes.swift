import Accounts
import HTTP
import JSON
import Kernel

/// The time that activities were in zones, over HTTP.
struct ActivityZonesRoutes {
    let service: ActivityZonesService

    var routes: [Route] {
        let service = service
        return [
            Route(.get, "/api/v3/activities/:id/zones", "getZonesByActivityId", .scope(.activityRead)) {
                request in
                let zones = try await service.zones(
                    of: try request.pathID(of: "Activity"), for: try request.principal)
                var json = JSONWriter(capacity: 1024)
                json.array(zones?.distributions ?? []) { json, distribution in
                    distribution.write(to: &json, maximumHeartrateBPM: zones?.maximumHeartrateBPM)
                }
                return .json(json.bytes)
            }
        ]
    }
}

extension ActivityZones.Distribution {
    /// A v3 ActivityZone.
    fileprivate func write(to json: inout JSONWriter, maximumHeartrateBPM: Int?) {
        json.object { json in
            json.member("type", channel.rawValue)
            json.member("resource_state", 3)
            json.member("sensor_based", true)
            json.member("custom_zones", zones.isCustom)
            json.member("score", effortPoints)
            json.member("points", effortPoints)
            json.member("max", channel == .heartrate ? maximumHeartrateBPM : nil)
            json.member("distribution_buckets") { json in
                json.array(0..<zones.count) { json, index in
                    json.object { json in
                        writeRange(at: index, to: &json)
                        json.member("time", seconds[index])
                    }
                }
            }
        }
    }

    /// Paces are speeds in metres per second, as v3 has them; the last range has no end.
    private func writeRange(at index: Int, to json: inout JSONWriter) {
        let range = zones.range(at: index)
        guard channel == .pace else {
            json.member("min", range.min)
            return json.member("max", range.max)
        }
        json.member("min", Double(range.min) / 100, decimals: 2)
        json.member("max", range.max < 0 ? -1 : Double(range.max) / 100, decimals: 2)
    }
}
