package import FoundationEssentials
package import Kernel

/// What an athlete allowed an application.
package struct Grant: Equatable, Sendable {
    /// Who allowed whom.
    package var athlete: AthleteID
    package var application: ApplicationID
    /// What was ticked on the consent page, the last time that it was shown.
    package var scopes: Scopes
    package var createdAt: Date
    package var updatedAt: Date
}
