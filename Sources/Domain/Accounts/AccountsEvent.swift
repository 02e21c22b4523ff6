/// What other modules are told of accounts; each event's key is the athlete's id.
package enum AccountsEvent: String, Sendable, CaseIterable {
    /// There is a new account.
    case athleteRegistered = "athlete.registered"
    /// The profile is another.
    case athleteUpdated = "athlete.updated"
    /// An application may not act for the athlete any more.
    case grantRevoked = "grant.revoked"
    /// Somebody wants a new password for an address; the key is the request's id.
    case resetRequested = "password_reset.requested"
}
