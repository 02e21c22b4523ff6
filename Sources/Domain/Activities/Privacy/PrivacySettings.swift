package import Kernel

/// What an athlete wants of all activities: what new ones begin with, and how much of their ends isn't shown.
package struct PrivacySettings: Sendable, Equatable {
    static let resource = "PrivacySettings"
    /// The longest hidden start or end.
    static let maximumHiddenMeters = 1_600

    /// What new activities begin with.
    package var defaultVisibility = Visibility.everyone
    package var defaultHiddenFacets: ActivityFacets = []
    /// How far from its first and from its last point a track isn't shown; 0: it is.
    package var hiddenStartMeters = 0
    package var hiddenEndMeters = 0
}

extension ActivityDetails {
    /// Makes a new activity begin as its athlete wants it.
    mutating func begin(with settings: PrivacySettings) {
        visibility = settings.defaultVisibility
        hiddenFacets = settings.defaultHiddenFacets
    }
}

/// What an athlete changes of the settings. Nil: as it was.
package struct PrivacySettingsEdit: Sendable, Equatable {
    private let visibility: Visibility?
    private let facets: FacetEdit
    private let hiddenStartMeters: Int?
    private let hiddenEndMeters: Int?

    /// Reads the fields that are there; throws a fault that names the one that is wrong.
    package init(_ fields: RequestFields) throws(Fault) {
        visibility = try PrivacySettingsEdit.visibility(fields)
        facets = try FacetEdit(fields, of: PrivacySettings.resource)
        hiddenStartMeters = try PrivacySettingsEdit.meters(fields, "hidden_start_meters")
        hiddenEndMeters = try PrivacySettingsEdit.meters(fields, "hidden_end_meters")
    }

    private static func visibility(_ fields: RequestFields) throws(Fault) -> Visibility? {
        guard let text = fields["default_visibility"] else { return nil }
        guard let visibility = Visibility(rawValue: text) else {
            throw .invalid(PrivacySettings.resource, "default_visibility")
        }
        return visibility
    }

    private static func meters(_ fields: RequestFields, _ name: String) throws(Fault) -> Int? {
        let range = 0...Double(PrivacySettings.maximumHiddenMeters)
        // Upwards: rather hidden than shown.
        return try fields.number(name, of: PrivacySettings.resource, in: range).map { Int($0.rounded(.up)) }
    }

    /// The settings as they are after the edit.
    func applied(to settings: PrivacySettings) -> PrivacySettings {
        PrivacySettings(
            defaultVisibility: visibility ?? settings.defaultVisibility,
            defaultHiddenFacets: facets.applied(to: settings.defaultHiddenFacets),
            hiddenStartMeters: hiddenStartMeters ?? settings.hiddenStartMeters,
            hiddenEndMeters: hiddenEndMeters ?? settings.hiddenEndMeters)
    }
}
