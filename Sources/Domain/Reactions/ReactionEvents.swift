import Jobs
package import Kernel

/// Somebody likes an activity.
package struct KudosGiven: Event {
    /// Its name, as subscribers know it.
    package static let kind = "kudos.given"
    /// Whose activity it is, which, and who likes it.
    package let athlete: AthleteID
    package let activity: ActivityID
    package let giver: AthleteID
}

/// Somebody has written below an activity.
package struct CommentWritten: Event {
    /// Its name, as subscribers know it.
    package static let kind = "comment.written"
    /// Whose activity it is, which, and which comment by whom.
    package let athlete: AthleteID
    package let activity: ActivityID
    package let comment: CommentID
    package let author: AthleteID
}
