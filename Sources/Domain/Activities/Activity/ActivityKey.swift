package import Kernel

/// Names an activity together with its athlete, as events do: `42/1764` leads to the row without a look-up.
package struct ActivityKey: Hashable, Sendable {
    /// The two ids.
    package var athlete: AthleteID
    package var activity: ActivityID

    /// Makes a key.
    package init(athlete: AthleteID, activity: ActivityID) {
        self.athlete = athlete
        self.activity = activity
    }

    /// Reads the text of an event's key; nil for anything else.
    package init?(_ text: String) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) }
        guard numbers.count == 2, let athlete = numbers[0], let activity = numbers[1] else { return nil }
        self.init(athlete: AthleteID(athlete), activity: ActivityID(activity))
    }

    /// The key of an event.
    package var text: String { "\(athlete)/\(activity)" }
}

/// The kinds of events that this module publishes; their keys are `ActivityKey`s.
package enum ActivityEvents {
    /// There is a new activity.
    package static let published = "activity.published"
    /// Something about an activity has changed.
    package static let updated = "activity.updated"
    /// An activity is gone.
    package static let deleted = "activity.deleted"
}
