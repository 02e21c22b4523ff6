package import Accounts
package import HTTP
package import Jobs
package import Kernel

/// The door of the social graph on one loop.
package final class SocialModule {
    /// Following, and who follows whom.
    package let follows: FollowService

    private let cursors: CursorCodec

    /// Puts the module together; accounts learn from it how many follow whom.
    package init(platform: Platform, accounts: AccountsModule, configuration: SocialConfiguration) {
        let follows = FollowService(
            platform: platform, athletes: accounts.athletes, limits: configuration.limits)
        self.follows = follows
        cursors = platform.cursors
        accounts.athletes.followCounts = { [unowned follows] in try await follows.counts(of: $0) }
    }
}

extension SocialModule: Module {
    package static let name = "social"

    package var routes: [Route] {
        FollowRoutes(follows: follows, cursors: cursors).routes
    }

    package var jobs: [JobHandler] {
        SocialReactions(follows: follows).jobs
    }
}
