import Jobs
package import Kernel

/// An athlete follows another from now on.
package struct AthleteFollowed: Event {
    /// Its name.
    package static let kind = "athlete.followed"
    /// Who follows.
    package let athlete: AthleteID
    /// Who is followed.
    package let target: AthleteID
}

/// An athlete follows another no longer.
package struct AthleteUnfollowed: Event {
    /// Its name.
    package static let kind = "athlete.unfollowed"
    /// Who followed.
    package let athlete: AthleteID
    /// Who was followed.
    package let target: AthleteID
}
