import Jobs
package import Kernel

/// There is a new activity.
package struct ActivityPublished: Event {
    /// Its name.
    package static let kind = "activity.published"
    /// Whose it is, and which.
    package let athlete: AthleteID
    package let activity: ActivityID
    /// The import that it came with; then it isn't news, and nobody is told of it. Nil for all others.
    package let source: ImportID?

    /// Names the activity.
    package init(athlete: AthleteID, activity: ActivityID, from source: ImportID? = nil) {
        self.athlete = athlete
        self.activity = activity
        self.source = source
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

/// An upload has not become an activity.
package struct UploadRejected: Event {
    /// Its name.
    package static let kind = "upload.failed"
    /// Whose it is, and which.
    package let athlete: AthleteID
    package let upload: UploadID
    /// Why, in v3's words; at most `reasonCharacters`.
    package let reason: String

    /// The longest reason.
    static let reasonCharacters = 200

    init(athlete: AthleteID, upload: UploadID, reason: String) {
        self.athlete = athlete
        self.upload = upload
        self.reason = String(reason.prefix(UploadRejected.reasonCharacters))
    }
}
