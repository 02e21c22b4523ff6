package import Accounts
package import Admission
package import Crypto
package import HTTP
package import Kernel
package import Notifications
package import Social
package import Telemetry

/// Everything that the process can be told by environment variables, read and checked at start.
package struct ServerConfiguration: Sendable {
    /// Numeric address to listen on.
    package var host: String
    /// Port to listen on; 0 lets the kernel choose.
    package var port: UInt16
    /// Event loops, each with its own connections and caches.
    package var loops: Int
    /// The address under which clients reach the server, for links.
    package var publicURL: String
    /// The proxies that tell the client's address.
    package var trustedProxies: TrustedProxies
    /// Whether the serving process also runs background jobs.
    package var runsWorkers: Bool
    /// Jobs that one loop runs at a time.
    package var jobsAtATime: Int
    /// Seconds between the announcement of a stop, by health, and the stop itself.
    package var drainNoticeSeconds: Int
    /// Seconds that a stop may take to finish what is in flight.
    package var drainSeconds: Int
    /// Whether the routes for measurements and conformance suites are served.
    package var servesTestRoutes: Bool

    /// How much is logged.
    package var logLevel: LogLevel
    /// Which requests are logged: `off`, `errors`, `all`.
    package var accessLog: String

    /// PostgreSQL's connection URL.
    package var databaseURL: String
    /// Connections for single statements, of each loop.
    package var databaseConnections: Int
    /// Connections for transactions, of each loop.
    package var transactionConnections: Int
    /// Redis' URL.
    package var redisURL: String
    /// Where original files are kept.
    package var blobURL: String
    /// The folder of the migrations.
    package var migrationsDirectory: String
    /// Threads for parsing and computing.
    package var cpuThreads: Int

    /// Keys that sign access tokens, `id:secret,…`; nil for the installation's own.
    package var signingKeys: SigningKeys?
    /// Passwords, mails, log-ins.
    package var accounts: AccountsConfiguration
    /// The social graph's settings.
    package var social: SocialConfiguration
    /// The notifications' settings.
    package var notifications: NotificationsConfiguration
    /// How much may be asked; nil for as much as anybody likes.
    package var rateLimits: RateLimits?

    /// Every variable with its default, for `slipstream help`.
    package let settings: [Setting]

    /// Reads the environment; throws all that is wrong with it at once.
    package init(environment: [String: String]) throws(ConfigurationError) {
        var reader = ConfigurationReader(environment: environment)
        reader.begin(section: "Server")
        host = reader.string("HOST", default: "0.0.0.0", "Numeric address to listen on.")
        port = UInt16(reader.integer("PORT", default: 8080, in: 0...65535, "Port to listen on; 0 for any."))
        loops = reader.integer(
            "LOOPS", default: ServerConfiguration.coreCount, in: 1...64, "Event loops; one a core.")
        publicURL = reader.string(
            "PUBLIC_URL", default: "http://localhost:\(port)",
            "The address under which clients reach the server.")
        trustedProxies = ServerConfiguration.trustedProxies(&reader)
        runsWorkers = reader.flag("WORKERS", default: true, "Whether `serve` also runs background jobs.")
        jobsAtATime = reader.integer(
            "JOBS_AT_A_TIME", default: 8, in: 1...256, "Jobs that one loop runs at a time.")
        drainNoticeSeconds = reader.integer(
            "DRAIN_NOTICE_SECONDS", default: 0, in: 0...600,
            "Seconds that a stop is announced by /health/ready before it begins.")
        drainSeconds = reader.integer(
            "DRAIN_SECONDS", default: 20, in: 0...600, "Seconds that a stop may take.")
        servesTestRoutes = reader.flag(
            "TEST_ROUTES", default: false, "Whether /test is served, for measurements and conformance suites."
        )

        reader.begin(section: "Telemetry")
        let level = reader.choice(
            "LOG_LEVEL", default: "info", of: LogLevel.allCases.map(\.name), "How much is logged.")
        logLevel = LogLevel(name: level) ?? .info
        accessLog = reader.choice(
            "ACCESS_LOG", default: "errors", of: ["off", "errors", "all"],
            "Which requests are logged; errors has slow ones too.")

        reader.begin(section: "Storage")
        databaseURL = reader.string(
            "DATABASE_URL", default: "postgresql://slipstream@localhost/slipstream", "PostgreSQL 15 or later."
        )
        databaseConnections = reader.integer(
            "DATABASE_CONNECTIONS", default: 4, in: 1...64, "Connections for single statements, of each loop."
        )
        transactionConnections = reader.integer(
            "DATABASE_TRANSACTIONS", default: 8, in: 1...64, "Connections for transactions, of each loop.")
        redisURL = reader.string(
            "REDIS_URL", default: "redis://localhost:6379/0", "Redis 7; redis:// or unix://.")
        blobURL = reader.string(
            "BLOB_URL", default: "file:///var/lib/slipstream/blobs", "Where original files are kept.")
        migrationsDirectory = reader.string(
            "MIGRATIONS_DIR", default: "Migrations", "The folder of the migrations.")
        cpuThreads = reader.integer(
            "CPU_THREADS", default: ServerConfiguration.coreCount, in: 1...64,
            "Threads for parsing and computing.")

        accounts = AccountsConfiguration(&reader, publicURL: publicURL)
        social = SocialConfiguration(&reader)
        notifications = NotificationsConfiguration(&reader)
        signingKeys = ServerConfiguration.signingKeys(&reader)
        rateLimits = RateLimits.read(&reader)

        settings = reader.settings
        if !reader.problems.isEmpty { throw ConfigurationError(problems: reader.problems) }
    }
}

extension ServerConfiguration {
    private static func trustedProxies(_ reader: inout ConfigurationReader) -> TrustedProxies {
        let text = reader.optionalString(
            "TRUSTED_PROXIES",
            "Proxies whose X-Forwarded-For counts, as addresses and networks: 127.0.0.1,10.0.0.0/8.")
        guard let proxies = TrustedProxies(parsing: text ?? "") else {
            reader.reject(
                "TRUSTED_PROXIES",
                "is no list of at most \(TrustedProxies.maximumCount) addresses and networks")
            return .none
        }
        return proxies
    }

    private static func signingKeys(_ reader: inout ConfigurationReader) -> SigningKeys? {
        reader.begin(section: "Secrets")
        let text = reader.optionalString(
            "SIGNING_KEYS",
            "Keys of access tokens as id:secret,…, the first signs; else one kept in the database.")
        guard let text else { return nil }
        do {
            return try SigningKeys(parsing: text)
        } catch {
            reader.reject("SIGNING_KEYS", "is no list of keys: \(error)")
            return nil
        }
    }
}

/// Settings that can't be used, each with the reason.
package struct ConfigurationError: Error, CustomStringConvertible {
    /// One sentence each.
    package let problems: [String]

    /// All of them.
    package var description: String {
        problems.joined(separator: "\n")
    }
}

extension ServerConfiguration {
    /// Requests that take longer are logged among the errors.
    static let slowRequest: Duration = .milliseconds(500)

    /// Which requests are logged, as HTTP wants it.
    var accessLogPolicy: AccessLog {
        switch accessLog {
        case "off": .off
        case "all": .all
        default: .errorsAndSlow(Self.slowRequest)
        }
    }
}
