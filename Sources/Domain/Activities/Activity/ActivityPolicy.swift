package import Kernel

/// What the viewer is to the owner of an activity.
package enum ActivityViewer: Equatable, Sendable {
    /// The owner, through a token.
    case owner
    /// Follows the owner, and was accepted.
    case follower
    /// Anyone else with an account.
    case stranger
    /// Nobody: a request without a token.
    case anonymous
}

/// Who may do what with an activity: the one place that decides it, asked whenever something is read.
package enum ActivityPolicy {
    /// Whether the viewer may see that the activity exists, and its summary.
    ///
    /// The owner's own `only_me` activities need a token with `activity:read_all`, as v3 has it.
    package static func mayView(
        _ visibility: Visibility, by viewer: ActivityViewer, scopes: Scopes
    ) -> Bool {
        switch (visibility, viewer) {
        case (.onlyMe, .owner): scopes.contains(.activityReadAll)
        case (_, .owner): scopes.contains(.activityRead)
        case (.everyone, .follower), (.everyone, .stranger): scopes.contains(.activityRead)
        case (.followersOnly, .follower): scopes.contains(.activityRead)
        default: false
        }
    }

    /// Whether a reader may see it in a feed, where the session's scopes have been asked already.
    package static func maySeeInFeed(_ visibility: Visibility, isOwner: Bool, follows: Bool) -> Bool {
        switch visibility {
        case .everyone: true
        case .followersOnly: isOwner || follows
        case .onlyMe: isOwner
        }
    }

    /// Whether the viewer may edit or delete it: the owner, with `activity:write`, and `activity:read_all`
    /// for what only they see.
    package static func mayEdit(
        _ visibility: Visibility, by viewer: ActivityViewer, scopes: Scopes
    ) -> Bool {
        guard viewer == .owner, scopes.contains(.activityWrite) else { return false }
        return visibility != .onlyMe || scopes.contains(.activityReadAll)
    }
}
