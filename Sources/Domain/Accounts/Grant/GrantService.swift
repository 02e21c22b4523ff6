import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// What athletes allow applications, and how they take it back. Confined to its loop.
package final class GrantService {
    private let platform: Platform
    private let store: GrantStore
    private let sessions: SessionService

    init(platform: Platform, store: GrantStore, sessions: SessionService) {
        self.platform = platform
        self.store = store
        self.sessions = sessions
    }

    /// What an athlete allowed an application; nil when nothing.
    func grant(_ athlete: AthleteID, _ application: ApplicationID) async throws -> Grant? {
        try await store.grant(athlete, application)
    }

    /// All that an athlete allowed.
    package func grants(of athlete: AthleteID) async throws -> [Grant] {
        try await store.grants(of: athlete)
    }

    /// Takes back all that an athlete allowed an application, and ends its sessions; throws 404 when nothing
    /// was.
    package func revoke(_ application: ApplicationID, of athlete: AthleteID) async throws {
        try await platform.database.transaction { transaction in
            guard try await store.delete(athlete, application, in: transaction) else {
                throw Fault.notFound("Grant")
            }
            try await endSessions(of: athlete, application, in: transaction)
        }
    }

    /// Ends all that an application, which doesn't exist any more, has of anybody.
    func revokeAll(of application: ApplicationID) async throws {
        try await store.deleteAll(of: application)
        while true {
            let athletes = try await store.athletes(withSessionsOf: application)
            if athletes.isEmpty { return }
            for athlete in athletes {
                try await platform.database.transaction { transaction in
                    try await endSessions(of: athlete, application, in: transaction)
                }
            }
        }
    }

    private func endSessions(
        of athlete: AthleteID, _ application: ApplicationID, in transaction: Transaction
    ) async throws {
        try await sessions.endAll(
            of: athlete, where: { $0.application == application }, in: transaction)
        try await platform.outbox.publish(
            GrantRevoked(athleteID: athlete.rawValue, applicationID: application.rawValue), in: transaction)
    }
}
