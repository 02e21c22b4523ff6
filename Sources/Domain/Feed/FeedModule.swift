package import Accounts
package import Activities
package import HTTP
package import Jobs
package import Kernel
package import Social

/// The door of feeds on one loop.
package final class FeedModule: Module {
    /// Names the schema too.
    package static let name = "feed"

    /// Reads feeds.
    package let feeds: FeedService
    private let reactions: FeedReactions
    private let cursors: CursorCodec

    /// Puts the module together.
    package init(
        platform: Platform, accounts: AccountsModule, social: SocialModule, activities: ActivitiesModule
    ) {
        feeds = FeedService(
            platform: platform, follows: social.follows, cards: activities.cards, athletes: accounts.athletes)
        reactions = FeedReactions(platform: platform, follows: social.follows)
        cursors = platform.cursors
    }

    /// Its rows of the route table.
    package var routes: [Route] {
        FeedRoutes(feeds: feeds, cursors: cursors).routes
    }

    /// What it does on events.
    package var jobs: [JobHandler] {
        reactions.jobs
    }
}
