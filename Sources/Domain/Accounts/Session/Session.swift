package import FoundationEssentials
package import Kernel

/// Where access tokens come from: a log-in, a page's cookie, a family of an application's tokens, or a token
/// made by hand. Ending it ends them all.
package struct Session: Equatable, Sendable {
    /// Which session of whom, for what.
    package var id: SessionID
    package var athlete: AthleteID
    package var kind: Kind
    package var application: ApplicationID?
    package var scopes: Scopes
    /// What lists show.
    package var name: String
    package var createdAt: Date
    package var lastUsedAt: Date
    package var expiresAt: Date

    /// What a session is for.
    package enum Kind: String, Sendable, CaseIterable {
        /// Our own clients: all scopes, short access tokens, refresh tokens.
        case login
        /// The cookie of our own pages; no access to the API.
        case browser
        /// An application, with what the athlete granted.
        case grant
        /// A token that the athlete made by hand, without refreshing.
        case personal
    }

    /// The longest name that is kept.
    package static let maximumNameLength = 100
    /// How many sessions of a kind an athlete may have at once; a new one ends the oldest.
    package static let maximumCount = 50
    /// How long an ended session stays in the table, for those who look into what happened.
    static let retentionSeconds: Int64 = 30 * 86_400
}

extension Session.Kind {
    /// How long an access token lives.
    var tokenLifetimeSeconds: Int64 {
        switch self {
        case .login: 15 * 60
        case .browser: 12 * 3600
        case .grant: 6 * 3600
        case .personal: 365 * 86_400
        }
    }

    /// How long a session lives when it isn't used.
    var idleLifetimeSeconds: Int64 {
        switch self {
        case .login: 90 * 86_400
        case .browser: 12 * 3600
        case .grant: 365 * 86_400
        case .personal: 365 * 86_400
        }
    }

    /// Whether a session of this kind is kept up by refresh tokens.
    var hasRefreshTokens: Bool {
        self == .login || self == .grant
    }

    /// Who may read a token of this kind: a cookie is no bearer token, and the other way round.
    var audience: TokenAudience {
        self == .browser ? .page : .api
    }
}

extension Scopes {
    /// The names, one by one.
    package var list: [String] {
        Scopes.names.filter { contains($0.scope) }.map(\.name)
    }
}
