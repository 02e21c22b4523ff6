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

/// How much of an activity somebody sees who may see it.
package struct ActivitySight: Hashable, Sendable {
    /// What the viewer is to the owner.
    package let viewer: ActivityViewer
    /// Whether the parts of the track are shown that zones and hidden ends cut out for others.
    package let seesHiddenTrack: Bool
    /// Whether facets are shown that the owner has hidden.
    package let seesHiddenFacets: Bool

    /// Others who may see it, through whatever token: what cards are made for.
    package static let others = ActivitySight(
        viewer: .stranger, seesHiddenTrack: false, seesHiddenFacets: false)
    /// The owner, through a token that shows all.
    package static let owner = ActivitySight(viewer: .owner, seesHiddenTrack: true, seesHiddenFacets: true)
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

    /// How much of it is shown to a viewer who may see it: all to its owner, though with what privacy zones
    /// hide only through a token with `activity:read_all`, as v3 has it.
    package static func sight(of viewer: ActivityViewer, scopes: Scopes) -> ActivitySight {
        let isOwner = viewer == .owner
        return ActivitySight(
            viewer: viewer, seesHiddenTrack: isOwner && scopes.contains(.activityReadAll),
            seesHiddenFacets: isOwner)
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
