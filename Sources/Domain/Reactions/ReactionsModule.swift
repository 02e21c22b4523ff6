package import Accounts
package import Activities
package import HTTP
package import Jobs
package import Kernel

/// The door of reactions on one loop: kudos and comments.
package final class ReactionsModule: Module {
    /// Names the schema too.
    package static let name = "reactions"

    /// Who likes what.
    package let kudos: KudosService
    /// What is written below activities.
    package let comments: CommentService
    private let cursors: CursorCodec
    private let background: ReactionsJobs

    /// Puts the module together; activities learn from it how many have reacted.
    package init(platform: Platform, accounts: AccountsModule, activities: ActivitiesModule) {
        cursors = platform.cursors
        let tallies = TallyStore(database: platform.database)
        kudos = KudosService(
            platform: platform, activities: activities.activities, athletes: accounts.athletes,
            tallies: tallies)
        comments = CommentService(
            platform: platform, activities: activities.activities, athletes: accounts.athletes,
            tallies: tallies)
        background = ReactionsJobs(tallies: tallies)
        activities.reactions.read = { try await tallies.tallies(of: $0, for: $1) }
    }

    /// Its rows of the route table.
    package var routes: [Route] {
        KudosRoutes(kudos: kudos, cursors: cursors).routes
            + CommentRoutes(comments: comments, cursors: cursors).routes
    }

    /// What it does on others' events.
    package var jobs: [JobHandler] {
        background.handlers
    }
}
