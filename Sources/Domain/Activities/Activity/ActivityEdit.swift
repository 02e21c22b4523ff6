package import Kernel

/// What an athlete changes of an activity: v3's `UpdatableActivity`, and what is ours: `visibility`, and the
/// facets that others don't see. Nil: as it was.
package struct ActivityEdit: Sendable, Equatable {
    /// What is to become of each field.
    package var name: String?
    package var description: String?
    package var sportType: SportType?
    package var visibility: Visibility?
    package var hideFromHome: Bool?
    package var trainer: Bool?
    package var commute: Bool?
    package var facets: FacetEdit
    package var gear: GearWish?

    /// What is to become of the gear.
    package enum GearWish: Sendable, Equatable {
        case none
        case gear(GearID)
    }

    /// Reads the fields that are there; throws a fault that names the one that is wrong.
    package init(_ fields: RequestFields) throws(Fault) {
        name = try ActivityFields.name(fields)
        description = try ActivityFields.description(fields)
        sportType = try ActivityFields.sportType(fields)
        visibility = try ActivityFields.visibility(fields)
        hideFromHome = try fields.flag("hide_from_home", of: ActivityFields.resource)
        trainer = try fields.flag("trainer", of: ActivityFields.resource)
        commute = try fields.flag("commute", of: ActivityFields.resource)
        gear = try ActivityFields.gear(fields)
        facets = try FacetEdit(fields, of: ActivityFields.resource)
    }

    /// The details as they are after the edit.
    package func applied(to details: ActivityDetails) -> ActivityDetails {
        var details = details
        if let name { details.name = name }
        if let description { details.description = description }
        if let sportType { details.sportType = sportType }
        if let visibility { details.visibility = visibility }
        if let hideFromHome { details.hideFromHome = hideFromHome }
        if let trainer { details.trainer = trainer }
        if let commute { details.commute = commute }
        switch gear {
        case .gear(let id): details.gear = id
        case .some(.none): details.gear = nil
        case nil: break
        }
        details.hiddenFacets = facets.applied(to: details.hiddenFacets)
        return details
    }
}

/// The fields that edits, manual entries and uploads share.
enum ActivityFields {
    static let resource = "Activity"

    /// A name that isn't blank; nil where it is absent.
    static func name(_ fields: RequestFields) throws(Fault) -> String? {
        let name = try fields.text("name", of: resource, maximumLength: ActivityDetails.maximumNameLength)
        if let name, name.allSatisfy(\.isWhitespace) { throw .invalid(resource, "name", "empty") }
        return name
    }

    static func description(_ fields: RequestFields) throws(Fault) -> String? {
        try fields.text("description", of: resource, maximumLength: ActivityDetails.maximumDescriptionLength)
    }

    /// `sport_type`, else the older `type`.
    static func sportType(_ fields: RequestFields) throws(Fault) -> SportType? {
        for field in ["sport_type", "type"] {
            guard let text = fields[field], !text.isEmpty else { continue }
            guard let sportType = SportType(parsing: text) else { throw .invalid(resource, field) }
            return sportType
        }
        return nil
    }

    /// `gear_id`, of which `none`, null and nothing mean that there is none.
    static func gear(_ fields: RequestFields) throws(Fault) -> ActivityEdit.GearWish? {
        guard fields.contains("gear_id") else { return nil }
        guard let text = fields["gear_id"], !text.isEmpty, text != "none" else {
            return ActivityEdit.GearWish.none
        }
        guard let id = GearID(rawValue: text) else { throw .invalid(resource, "gear_id") }
        return .gear(id)
    }

    static func visibility(_ fields: RequestFields) throws(Fault) -> Visibility? {
        guard let text = fields["visibility"] else { return nil }
        guard let visibility = Visibility(rawValue: text) else { throw .invalid(resource, "visibility") }
        return visibility
    }
}
