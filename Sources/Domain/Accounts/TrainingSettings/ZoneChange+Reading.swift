import FoundationEssentials
import Kernel

extension ZoneChange {
    /// Reads the shape in which zones are answered: `{"heart_rate": {"custom_zones": true, "zones": […]}}`,
    /// where `"custom_zones": false` means that they are to be computed.
    init(reading bytes: [UInt8]) throws {
        let body: Body
        do {
            body = try JSONDecoder().decode(Body.self, from: Data(bytes))
        } catch {
            throw Fault.invalid("Zones", ZoneChange.place(of: error), "invalid")
        }
        for (kind, member) in [(Zones.Kind.heartrate, body.heartrate), (.power, body.power)] {
            guard let member else { continue }
            if member.isCustom == false {
                wishes[kind] = .compute
            } else if let ranges = member.zones {
                wishes[kind] = .set(try Zones(ranges, of: kind))
            } else {
                throw Fault.missing("Zones", "\(kind.rawValue).zones")
            }
        }
        guard !wishes.isEmpty else { throw Fault.missing("Zones", "heart_rate") }
    }

    private struct Body: Decodable {
        var heartrate: Member?
        var power: Member?

        enum CodingKeys: String, CodingKey {
            case heartrate = "heart_rate"
            case power
        }
    }

    private struct Member: Decodable {
        var isCustom: Bool?
        var zones: [ZoneRange]?

        enum CodingKeys: String, CodingKey {
            case isCustom = "custom_zones"
            case zones
        }
    }

    /// Where in the body something can't be read: `heart_rate.zones[1].min`; `body` where it is no object.
    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "body" }
        var path: [any CodingKey]
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = context.codingPath
        case .keyNotFound(let key, let context): path = context.codingPath + [key]
        @unknown default: path = []
        }
        var place = ""
        for key in path {
            if let index = key.intValue {
                place += "[\(index)]"
            } else {
                place += place.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return place.isEmpty ? "body" : place
    }
}
