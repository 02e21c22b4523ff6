import Jobs
package import Kernel

/// There is a new activity.
package struct ActivityPublished: Event {
    /// Its name.
    package static let kind = "activity.published"
    /// Whose it is, and which.
    package let athlete: AthleteID
    package let activity: ActivityID

    /// Names the activity.
    package init(athlete: AthleteID, activity: ActivityID) {
        self.athlete = athlete
        self.activity = activity
    }
}

/// Something about an activity has changed.
package struct ActivityUpdated: Event {
    /// Its name.
    package static let kind = "activity.updated"
    /// Whose it is, and which.
    package let athlete: AthleteID
    package let activity: ActivityID
}

/// An activity is gone.
package struct ActivityDeleted: Event {
    /// Its name.
    package static let kind = "activity.deleted"
    /// Whose it was, and which.
    package let athlete: AthleteID
    package let activity: ActivityID
}
