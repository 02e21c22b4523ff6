import Accounts
import Activities
import Admission
import Blobs
import HTTP
import Kernel
import Social

/// The domain modules of one loop, from left to right: each is given those to its left that it needs.
struct Modules {
    /// Athletes and who they are.
    let accounts: AccountsModule
    /// Who follows whom.
    let social: SocialModule
    /// What they did.
    let activities: ActivitiesModule
    /// All of them, in order.
    let all: [any Module]
    /// What wraps every handler, outermost first.
    let middleware: [Middleware]

    init(_ platform: Platform, _ services: ProcessServices) throws {
        let configuration = services.configuration
        let limiter = RateLimiter(
            loop: platform.loop, store: RateStore(redis: platform.redis), clock: platform.clock,
            loopCount: configuration.loops)
        accounts = AccountsModule(
            platform: platform, keys: try services.signingKeys,
            attempts: AttemptLimiter(limiter, isOn: configuration.rateLimits != nil),
            configuration: configuration.accounts)
        social = SocialModule(platform: platform, accounts: accounts, configuration: configuration.social)
        let blobs = try DirectoryBlobStore(url: configuration.blobURL, lane: platform.diskLane)
        activities = ActivitiesModule(
            platform: platform, social: social, blobs: blobs,
            spool: Spool(directory: blobs.temporaryPath, lane: platform.diskLane))
        all = [accounts, social, activities]
        let limits = configuration.rateLimits.map { RateLimitMiddleware(limiter, limits: $0).middleware }
        let standard = StandardMiddleware.all(
            log: services.log, metrics: services.metrics, accessLog: configuration.accessLogPolicy)
        middleware =
            standard + [Unavailability.middleware, accounts.authentication] + (limits.map { [$0] } ?? [])
    }
}
