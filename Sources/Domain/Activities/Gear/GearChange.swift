import FoundationEssentials
package import Kernel

/// What a request wants of gear: only what it names; null or an empty text empties a field.
package struct GearChange {
    static let resource = "Gear"
    static let maximumNameLength = 100
    static let maximumDescriptionLength = 2000
    static let weightRange = 0.01...200.0

    private let fields: RequestFields

    /// Reads the fields of a request; they are checked when they are applied.
    package init(_ fields: RequestFields) {
        self.fields = fields
    }

    /// Which kind of gear is to be made.
    func kind() throws(Fault) -> GearID.Kind {
        switch try fields.required("type", of: GearChange.resource).lowercased() {
        case "bike": return .bike
        case "shoe", "shoes": return .shoes
        default: throw .invalid(GearChange.resource, "type")
        }
    }

    /// The details with what the request names; nil details are those of new gear, which has to have a name.
    func applied(to details: GearDetails?, of kind: GearID.Kind) throws(Fault) -> GearDetails {
        var details = details ?? GearDetails(name: "")
        if fields.contains("name") || details.name.isEmpty {
            details.name = try GearFields.name(fields, of: GearChange.resource)
        }
        try change("brand_name", &details.brandName, GearChange.maximumNameLength)
        try change("model_name", &details.modelName, GearChange.maximumNameLength)
        try change("description", &details.description, GearChange.maximumDescriptionLength)
        if fields.contains("frame_type") {
            let type = try fields.number("frame_type", of: GearChange.resource, in: 1...5).map { Int($0) }
            guard kind == .bike || type == nil else { throw .invalid(GearChange.resource, "frame_type") }
            details.frameType = type
        }
        if fields.contains("weight") {
            details.weightKilograms = try fields.number(
                "weight", of: GearChange.resource, in: GearChange.weightRange)
        }
        try GearFields.changeDistances(
            fields, of: GearChange.resource, &details.initialDistanceMeters, &details.alertDistanceMeters)
        return details
    }

    /// Whether it is to be put away or taken out again; nil: as it was.
    func isRetired() throws(Fault) -> Bool? {
        try fields.flag("retired", of: GearChange.resource)
    }

    /// The sports that it is to be the default for, given those that it is; `primary` adds or removes the
    /// main one of its kind.
    func defaultSports(_ sports: [SportType], of kind: GearID.Kind) throws(Fault) -> [SportType] {
        var sports = Set(sports)
        if fields.contains("default_sport_types") {
            sports = []
            for part in fields.list("default_sport_types") {
                guard let sport = SportType(parsing: part) else {
                    throw .invalid(GearChange.resource, "default_sport_types")
                }
                sports.insert(sport)
            }
        }
        switch try fields.flag("primary", of: GearChange.resource) {
        case true: sports.insert(kind.primarySport)
        case false: sports.remove(kind.primarySport)
        case nil: break
        }
        return SportType.allCases.filter(sports.contains)
    }

    private func change(
        _ name: String, _ value: inout String?, _ maximumLength: Int
    ) throws(Fault) {
        guard fields.contains(name) else { return }
        let text = try fields.text(name, of: GearChange.resource, maximumLength: maximumLength)
        value = text?.isEmpty == false ? text : nil
    }
}

/// What a request wants of a part of gear.
package struct ComponentChange {
    static let resource = "Component"

    private let fields: RequestFields

    /// Reads the fields of a request; they are checked when they are applied.
    package init(_ fields: RequestFields) {
        self.fields = fields
    }

    /// The part with what the request names. A new one has to have a type; it is called after it, and is put
    /// in now, where nothing else is said.
    func applied(
        to old: GearComponent?, new id: ComponentID, of gear: GearID, at now: Date
    ) throws(Fault) -> GearComponent {
        let kind = try self.kind(old: old?.kind)
        var component =
            old
            ?? GearComponent(
                id: id, gear: gear, kind: kind, name: kind.rawValue, installedAt: now, distanceMeters: 0)
        component.kind = kind
        if fields.contains("name") {
            component.name = try GearFields.name(fields, of: ComponentChange.resource)
        }
        try GearFields.changeDistances(
            fields, of: ComponentChange.resource, &component.initialDistanceMeters,
            &component.alertDistanceMeters)
        if let date = try moment("installed_at") { component.installedAt = date }
        if fields.contains("removed_at") { component.removedAt = try moment("removed_at") }
        if let removedAt = component.removedAt, removedAt < component.installedAt {
            throw .invalid(ComponentChange.resource, "removed_at", "before installed_at")
        }
        return component
    }

    private func kind(old: GearComponent.Kind?) throws(Fault) -> GearComponent.Kind {
        guard fields.contains("type") || old == nil else { return old ?? .other }
        let text = try fields.required("type", of: ComponentChange.resource)
        guard let kind = GearComponent.Kind(rawValue: text.lowercased()) else {
            throw .invalid(ComponentChange.resource, "type")
        }
        return kind
    }

    private func moment(_ name: String) throws(Fault) -> Date? {
        guard let text = fields[name], !text.isEmpty else { return nil }
        guard let local = LocalDateText.parse(text), let offset = LocalDateText.offsetSeconds(text) else {
            throw .invalid(ComponentChange.resource, name)
        }
        return local.addingTimeInterval(-Double(offset))
    }
}

/// The fields that gear and its parts share.
enum GearFields {
    /// A name that isn't blank.
    static func name(_ fields: RequestFields, of resource: String) throws(Fault) -> String {
        let text = try fields.text("name", of: resource, maximumLength: GearChange.maximumNameLength)
        guard let text, !text.allSatisfy(\.isWhitespace) else { throw .missing(resource, "name") }
        return text
    }

    static func changeDistances(
        _ fields: RequestFields, of resource: String, _ initial: inout Double, _ alert: inout Double?
    ) throws(Fault) {
        if fields.contains("initial_distance") {
            initial =
                try fields.number("initial_distance", of: resource, in: 0...Gear.maximumDistanceMeters) ?? 0
        }
        if fields.contains("alert_distance") {
            alert = try fields.number("alert_distance", of: resource, in: 1...Gear.maximumDistanceMeters)
        }
    }
}

extension RequestFields {
    /// The parts of a list: repeated, as an array, or separated by commas.
    fileprivate func list(_ name: String) -> [String] {
        values(of: name).flatMap { $0.split(separator: ",") }.map { $0.filter { !$0.isWhitespace } }
    }
}
