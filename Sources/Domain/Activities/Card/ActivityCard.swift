package import Kernel

/// An activity as a feed shows it: what decides about showing it, and the bytes to show.
package struct ActivityCard: Sendable {
    /// What has to be true for the bytes to be shown.
    package let standing: ActivityStanding
    /// The `SummaryActivity` as somebody who isn't the owner sees it, in JSON.
    package let json: [UInt8]

    /// The activity.
    package var id: ActivityID { standing.id }
    /// Its owner.
    package var athlete: AthleteID { standing.athlete }
    /// Who may see it; to be asked of `ActivityPolicy.maySeeInFeed` before the bytes leave.
    package var visibility: Visibility { standing.visibility }
    /// Whether the owner doesn't want it in the feeds of followers.
    package var hideFromHome: Bool { standing.hideFromHome }
}
