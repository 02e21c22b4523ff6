import Accounts
import Activities
import Admission
import Blobs
import Feed
import HTTP
import Kernel
import Notifications
import Reactions
import Social

/// The domain modules of one loop, from left to right: each is given those to its left that it needs.
struct Modules {
    /// Athletes and who they are.
    let accounts: AccountsModule
    /// Who follows whom.
    let social: SocialModule
    /// What they did.
    let activities: ActivitiesModule
    /// What others say of it.
    let reactions: ReactionsModule
    /// All of them, in order.
    let all: [any Module]
    /// What wraps every handler, outermost first.
    let middleware: [Middleware]

    init(_ platform: Platform, _ services: ProcessServices) throws {
        let configuration = services.configuration
        let admission = AdmissionModule(
            platform: platform, limits: configuration.rateLimits, loopCount: configuration.loops)
        accounts = AccountsModule(
            platform: platform, keys: try services.signingKeys,
            attempts: admission.attempts,
            configuration: configuration.accounts)
        social = SocialModule(platform: platform, accounts: accounts, configuration: configuration.social)
        let blobs = try DirectoryBlobStore(url: configuration.blobURL, lane: platform.diskLane)
        activities = ActivitiesModule(
            platform: platform, accounts: accounts, social: social, blobs: blobs,
            spool: Spool(directory: blobs.temporaryPath, lane: platform.diskLane))
        reactions = ReactionsModule(platform: platform, accounts: accounts, activities: activities)
        let feed = FeedModule(platform: platform, accounts: accounts, social: social, activities: activities)
        let notifications = NotificationsModule(
            platform: platform, accounts: accounts, social: social, activities: activities,
            configuration: configuration.notifications)
        all = [admission, accounts, social, activities, reactions, feed, notifications]
        let standard = StandardMiddleware.all(
            log: services.log, metrics: services.metrics, accessLog: configuration.accessLogPolicy,
            translate: Unavailability.translate)
        middleware = standard + [accounts.authentication] + admission.middleware
    }
}
