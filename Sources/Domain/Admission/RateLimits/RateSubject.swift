package import Kernel

/// Whose requests are counted together.
package enum RateSubject: Hashable, Sendable {
    /// An application, for all athletes that it acts for, as in v3.
    case application(ApplicationID)
    /// An athlete's own sessions and personal tokens.
    case athlete(AthleteID)
    /// Tries of something that can be guessed or abused: `logIn`, for an account or an address.
    case attempt(String, of: String)

    /// The part of the Redis keys that names it, as their hash tag, so that a cluster keeps its windows
    /// together.
    var keyTag: String {
        switch self {
        case .application(let id): "{rate:app:\(id)}"
        case .athlete(let id): "{rate:ath:\(id)}"
        case .attempt(let key, let what): "{rate:try:\(what):\(key)}"
        }
    }
}
