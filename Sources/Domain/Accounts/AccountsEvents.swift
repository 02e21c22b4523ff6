import Jobs

/// There is a new account.
package struct AthleteRegistered: Event {
    /// Its name, as subscribers know it.
    package static let kind = "athlete.registered"
    /// The athlete's id.
    package let athleteID: Int64
}

/// A profile is another.
package struct AthleteUpdated: Event {
    /// Its name, as subscribers know it.
    package static let kind = "athlete.updated"
    /// The athlete's id.
    package let athleteID: Int64
}

/// An application may not act for an athlete any more.
package struct GrantRevoked: Event {
    /// Its name, as subscribers know it.
    package static let kind = "grant.revoked"
    /// Who took it back.
    package let athleteID: Int64
    /// From whom.
    package let applicationID: Int64
}
