package import Kernel

/// The module's settings.
package struct SocialConfiguration: Sendable {
    /// How much of following there may be.
    package var limits: FollowLimits

    /// The defaults, or others in tests.
    package init(limits: FollowLimits = FollowLimits()) {
        self.limits = limits
    }

    /// Reads the settings from the environment.
    package init(_ reader: inout ConfigurationReader) {
        reader.begin(section: "Social")
        let standard = FollowLimits()
        limits = FollowLimits(
            following: reader.integer(
                "FOLLOWING_LIMIT", default: standard.following, in: 1...100_000,
                "How many athletes one may follow."),
            followsADay: reader.integer(
                "FOLLOWS_A_DAY", default: standard.followsADay, in: 1...1_000_000,
                "How often one may follow somebody within a day."),
            pushedFollowers: reader.integer(
                "PUSHED_FOLLOWERS", default: standard.pushedFollowers, in: 1...10_000_000,
                "Followers up to which activities are pushed into feeds; beyond, feeds pull them."
            ))
    }
}
