import Geo
import JSON
import Kernel

extension PrivacySettings {
    /// Writes the settings, as their owner sees them.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("default_visibility", defaultVisibility.rawValue)
            defaultHiddenFacets.writeSwitches(to: &json)
            json.member("hidden_start_meters", hiddenStartMeters)
            json.member("hidden_end_meters", hiddenEndMeters)
        }
    }
}

extension PrivacyZone {
    /// Writes the zone, as its owner sees it.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("name", name)
            json.member("latitude", address.latitude, decimals: 6)
            json.member("longitude", address.longitude, decimals: 6)
            json.member("radius_meters", radiusMeters)
        }
    }
}
