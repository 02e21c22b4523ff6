package import Kernel

/// How many have reacted to an activity, and whether the viewer is among those who gave kudos.
package struct ReactionTally: Equatable, Sendable {
    /// The two counts, and the viewer's part in the first.
    package var kudosCount = 0
    package var commentCount = 0
    package var hasKudoed = false
    /// Who gave kudos, the latest of them where there are very many; told only where there is no one viewer.
    package var givers: Set<AthleteID> = []

    /// Nobody.
    package init() {}
}

/// Counts what athletes say of activities; it is known to a module to the right, which sets `read`.
package final class ReactionTallies {
    /// The tallies of activities, for one viewer, or with the givers for whoever may come; without an entry
    /// nobody has reacted.
    package var read: ([Activity], AthleteID?) async throws -> [ActivityID: ReactionTally] = { _, _ in [:] }

    init() {}
}
