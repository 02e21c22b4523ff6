package import ActivityFiles
package import Kernel

/// What a request says about the file that it uploads, in its query or in the text parts of its form.
package struct UploadForm: Sendable, Equatable {
    /// What the client says that the file is.
    package var dataType: ActivityFileType
    package var wishes: UploadWishes
    /// What names the request, so that a retry finds what the first attempt has done.
    package var requestKey: String?

    private static let resource = "Upload"

    /// A form filled in by hand.
    package init(dataType: ActivityFileType, wishes: UploadWishes) {
        self.dataType = dataType
        self.wishes = wishes
    }

    /// Reads the fields; throws a fault that names the one that is missing or wrong. Clients send the same
    /// things in the query (stravalib) or in parts, and booleans in the case of their language.
    package init(_ fields: RequestFields) throws(Fault) {
        dataType = try UploadForm.dataType(fields)
        let longest = UploadWishes.maximumExternalIDLength
        wishes = UploadWishes(
            externalID: try UploadForm.text(fields, "external_id", longest),
            name: try UploadForm.text(fields, "name", ActivityDetails.maximumNameLength),
            description: try UploadForm.text(fields, "description", ActivityDetails.maximumDescriptionLength),
            sportType: UploadForm.sportType(fields),
            trainer: try fields.flag("trainer", of: UploadForm.resource),
            commute: try fields.flag("commute", of: UploadForm.resource),
            keepsDuplicate: try fields.flag("keep_duplicate", of: UploadForm.resource) ?? false)
    }

    private static func dataType(_ fields: RequestFields) throws(Fault) -> ActivityFileType {
        guard let text = fields["data_type"], !text.isEmpty else { throw .missing(resource, "data_type") }
        guard let dataType = ActivityFileType(rawValue: text.lowercased()) else {
            throw .invalid(resource, "data_type")
        }
        return dataType
    }

    /// Nil for what is absent or empty, which means the same here.
    private static func text(_ fields: RequestFields, _ name: String, _ longest: Int) throws(Fault) -> String?
    {
        let text = try fields.text(name, of: resource, maximumLength: longest)
        return text?.isEmpty == true ? nil : text
    }

    /// The finer name wins. Names that this server doesn't know are no reason to refuse a file.
    private static func sportType(_ fields: RequestFields) -> SportType? {
        for field in ["sport_type", "activity_type"] {
            if let sportType = fields[field].flatMap(SportType.init(parsing:)) { return sportType }
        }
        return nil
    }
}
