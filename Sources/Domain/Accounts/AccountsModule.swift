package import Admission
package import Crypto
package import HTTP
package import Jobs
package import Kernel
import Postgres

/// The door of accounts on one loop: athletes, sessions and tokens, and the middleware that knows who asks.
package final class AccountsModule {
    /// Registering, looking up, changing profiles.
    package let athletes: AthleteService
    /// Sessions and their ends.
    package let sessions: SessionService
    /// What athletes' figures are computed with.
    package let trainingSettings: TrainingSettingsService
    /// Logging in.
    package let logIns: LogInService
    /// Applications of the API.
    package let applications: ApplicationService
    /// What athletes allowed applications.
    package let grants: GrantService
    /// Tokens that athletes make by hand.
    package let personalTokens: PersonalTokenService
    /// What is done by links in mails.
    package let mailLinks: MailLinkService
    /// Who holds a token; for doors that aren't routes, such as sockets.
    package let authenticator: Authenticator

    private let configuration: AccountsConfiguration
    private let attempts: AttemptLimiter
    private let feed: RevocationFeed
    private let database: Database
    private let authorizations: AuthorizationService
    private let applicationStore: ApplicationStore
    private let forms: FormTokens
    private let background: AccountsJobs

    /// Puts the module together. `keys` sign the access tokens, and have to be the same on all servers.
    package init(
        platform: Platform, keys: SigningKeys, attempts: AttemptLimiter, configuration: AccountsConfiguration
    ) {
        self.configuration = configuration
        self.attempts = attempts
        database = platform.database
        let tokens = AccessTokens(keys: keys)
        let list = RevocationList()
        let revocationStore = RevocationStore(
            database: platform.database, redis: platform.redis, bus: platform.bus)
        feed = RevocationFeed(
            loop: platform.loop, store: revocationStore, list: list, clock: platform.clock, log: platform.log)
        authenticator = Authenticator(tokens: tokens, revocations: list, clock: platform.clock)
        let athleteStore = AthleteStore(database: platform.database)
        let passwords = PasswordHasher(cost: configuration.passwordCost, lane: platform.cpuLane)
        athletes = AthleteService(platform: platform, store: athleteStore, passwords: passwords)
        trainingSettings = TrainingSettingsService(platform: platform)
        sessions = SessionService(
            platform: platform, store: SessionStore(database: platform.database), tokens: tokens,
            revocations: revocationStore, feed: feed)
        logIns = LogInService(
            platform: platform, athletes: athleteStore, sessions: sessions, passwords: passwords,
            attempts: attempts,
            maximumAttemptsPerAddress: configuration.maximumLogInsPerAddress)
        let grantStore = GrantStore(database: platform.database)
        grants = GrantService(platform: platform, store: grantStore, sessions: sessions)
        applicationStore = ApplicationStore(database: platform.database)
        applications = ApplicationService(platform: platform, store: applicationStore, grants: grants)
        personalTokens = PersonalTokenService(sessions: sessions)
        authorizations = AuthorizationService(
            platform: platform, codes: CodeStore(database: platform.database), grantStore: grantStore,
            grants: grants, sessions: sessions, athletes: athletes)
        forms = FormTokens(keys: keys, clock: platform.clock)
        let mailer = DevelopmentMailer(
            directory: configuration.mailDirectory, sender: configuration.mailSender, lane: platform.diskLane,
            clock: platform.clock, log: platform.log)
        mailLinks = MailLinkService(
            platform: platform, store: MailLinkStore(database: platform.database), athletes: athleteStore,
            sessions: sessions, passwords: passwords, mailer: mailer, attempts: attempts,
            configuration: configuration)
        background = AccountsJobs(
            links: mailLinks, revocations: revocationStore, codes: CodeStore(database: platform.database),
            sessions: SessionStore(database: platform.database), clock: platform.clock)
    }

    /// The middleware that finds out who asks; to be put before the rate limits.
    package var authentication: Middleware {
        AuthenticationMiddleware(authenticator).middleware
    }
}

extension AccountsModule: Module {
    package static let name = "accounts"

    package var routes: [Route] {
        let athleteRoutes = AthleteRoutes(
            athletes: athletes, attempts: attempts,
            maximumRegistrationsPerAddress: configuration.maximumRegistrationsPerAddress)
        let authorizationRoutes = AuthorizationRoutes(
            service: authorizations, applications: applications, athletes: athletes, logIns: logIns,
            sessions: sessions, authenticator: authenticator, forms: forms,
            cookies: PageCookies(isSecure: configuration.publicURL.hasPrefix("https://")))
        let tokenRoutes = OAuthTokenRoutes(
            service: authorizations, applications: applications, authenticator: authenticator)
        let all: [[Route]] = [
            athleteRoutes.routes, TrainingSettingsRoutes(settings: trainingSettings).routes,
            SessionRoutes(logIns: logIns, sessions: sessions).routes,
            ApplicationRoutes(applications: applications).routes,
            GrantRoutes(grants: grants, applications: applicationStore).routes,
            PersonalTokenRoutes(tokens: personalTokens).routes, MailLinkRoutes(links: mailLinks).routes,
            authorizationRoutes.routes, tokenRoutes.routes,
        ]
        return all.flatMap { $0 }
    }

    package var jobs: [JobHandler] {
        background.handlers
    }

    package var schedules: [Schedule] {
        background.schedules
    }

    package func start() async throws {
        // Who starts while PostgreSQL is away serves 503 until it is back; see RevocationFeed.
        try? await database.waitUntilReady()
        await feed.start()
    }

    package func stop() async {
        feed.stop()
    }
}
