package import Kernel

/// As whom owners look at their own activities: `view_as=public`, `follower`, or an athlete's id.
package enum ActivityPreview: Sendable, Equatable {
    /// Anyone with an account who doesn't follow.
    case stranger
    case follower
    case athlete(AthleteID)

    /// Reads `view_as`; nil where it is absent.
    package static func read(_ fields: RequestFields) throws(Fault) -> ActivityPreview? {
        guard let text = fields["view_as"], !text.isEmpty else { return nil }
        switch text {
        case "public": return .stranger
        case "follower": return .follower
        default:
            guard let id = Int64(text), id > 0 else { throw .invalid(ActivityFields.resource, "view_as") }
            return .athlete(AthleteID(id))
        }
    }
}
