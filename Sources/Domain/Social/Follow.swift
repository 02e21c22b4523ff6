package import Kernel

/// One athlete's wish to see what another does.
package struct Follow: Equatable, Sendable {
    /// What `friend` and `follower` say in v3's athletes.
    package enum State: String, Sendable {
        case accepted
    }

    /// Who follows.
    package var athlete: AthleteID
    /// Who is followed.
    package var target: AthleteID
}

/// Both directions between a viewer and another athlete, with that athlete's counts.
package struct Relationship: Equatable, Sendable {
    /// The other athlete.
    package var athlete: AthleteID
    /// Whether the viewer follows the athlete; nil for no.
    package var friend: Follow.State?
    /// Whether the athlete follows the viewer; nil for no.
    package var follower: Follow.State?
    /// How many follow the athlete.
    package var followerCount: Int
    /// How many the athlete follows.
    package var friendCount: Int
}

/// Whom an athlete follows, as of one moment.
package final class Following: Sendable {
    /// Counts the changes of this list.
    package let epoch: Int64
    /// In ascending order.
    package let authors: [AthleteID]
    /// Those of them who have so many followers that their activities are pulled; in ascending order.
    package let popular: [AthleteID]

    init(epoch: Int64, authors: [AthleteID], popular: [AthleteID]) {
        self.epoch = epoch
        self.authors = authors
        self.popular = popular
    }

    /// Whether an athlete is on the list.
    package func contains(_ author: AthleteID) -> Bool {
        var low = 0
        var high = authors.count
        while low < high {
            let middle = (low + high) / 2
            if authors[middle] < author { low = middle + 1 } else { high = middle }
        }
        return low < authors.count && authors[low] == author
    }
}

/// Who may follow whom; the one place that decides it. Approval and blocks become answers of this policy.
package enum FollowPolicy {
    /// What becomes of an athlete's wish to follow another; throws a fault where it may not be.
    package static func decide(_ follow: Follow) throws(Fault) -> Follow.State {
        guard follow.athlete != follow.target else { throw .invalid("Follow", "athlete_id", "oneself") }
        return .accepted
    }
}

/// How much of following there may be.
package struct FollowLimits: Sendable {
    /// How many an athlete may follow.
    package var following: Int
    /// How often an athlete may follow somebody within one day (UTC), undone or not.
    package var followsADay: Int
    /// From how many followers on an athlete's activities are pulled by readers instead of pushed.
    package var pushedFollowers: Int

    /// Limits as given.
    package init(following: Int = 5_000, followsADay: Int = 1_000, pushedFollowers: Int = 20_000) {
        self.following = following
        self.followsADay = followsADay
        self.pushedFollowers = pushedFollowers
    }
}
