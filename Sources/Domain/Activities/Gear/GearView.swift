package import Accounts
import FoundationEssentials
import JSON
import Kernel

extension Gear {
    /// What profiles and activities show.
    package var summary: GearSummary {
        GearSummary(
            id: id.rawValue, name: details.name, isPrimary: isPrimary, isRetired: retiredAt != nil,
            distanceMeters: distanceMeters)
    }

    /// v3's DetailedGear, with what is ours: for its owner.
    func writeDetailed(to json: inout JSONWriter, _ components: [GearComponent]) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("resource_state", 3)
            json.member("type", id.kind.word)
            json.member("primary", isPrimary)
            json.member("name", details.name)
            json.member("brand_name", details.brandName)
            json.member("model_name", details.modelName)
            json.member("description", details.description)
            json.member("frame_type", details.frameType)
            json.member("weight", details.weightKilograms, decimals: 3)
            json.member("distance", distanceMeters, decimals: 1)
            json.member("initial_distance", details.initialDistanceMeters, decimals: 1)
            json.member("alert_distance", details.alertDistanceMeters, decimals: 1)
            json.member("worn", isWorn)
            json.member("retired", retiredAt != nil)
            json.member("retired_at", retiredAt)
            json.member("default_sport_types") { json in
                json.array(defaultSports) { $0.string($1.rawValue) }
            }
            json.member("components") { json in
                json.array(components) { $1.write(to: &$0) }
            }
        }
    }

    /// What everyone may know of it: its name.
    func writeName(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("resource_state", 2)
            json.member("name", details.name)
        }
    }
}

extension GearComponent {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("type", kind.rawValue)
            json.member("name", name)
            json.member("distance", distanceMeters, decimals: 1)
            json.member("initial_distance", initialDistanceMeters, decimals: 1)
            json.member("alert_distance", alertDistanceMeters, decimals: 1)
            json.member("worn", isWorn)
            json.member("installed_at", installedAt)
            json.member("removed_at", removedAt)
        }
    }
}
