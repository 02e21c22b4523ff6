package import Kernel

/// How many have reacted to an activity, and whether the viewer is among those who gave kudos.
package struct ReactionTally: Equatable, Sendable {
    /// The two counts, and the viewer's part in the first.
    package var kudosCount = 0
    package var commentCount = 0
    package var hasKudoed = false

    /// Nobody.
    package init() {}
}

/// Counts what athletes say of activities; it is known to a module to the right, which sets `read`.
package final class ReactionTallies {
    /// The tallies of activities, for one viewer or for nobody; without an entry nobody has reacted.
    package var read: ([Activity], AthleteID?) async throws -> [ActivityID: ReactionTally] = { _, _ in [:] }

    init() {}
}
