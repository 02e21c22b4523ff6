import Accounts
import Activities
import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// Giving kudos, taking them back, and who gave them.
package final class KudosService {
    private let platform: Platform
    private let activities: ActivityService
    private let athletes: AthleteService
    private let store: KudosStore
    private let tallies: TallyStore

    init(
        platform: Platform, activities: ActivityService, athletes: AthleteService, tallies: TallyStore
    ) {
        self.platform = platform
        self.activities = activities
        self.athletes = athletes
        self.tallies = tallies
        store = KudosStore(database: platform.database)
    }

    /// A page of those who like an activity that the caller may see, the latest first, from below `before`.
    func page(
        of id: ActivityID, for principal: Principal, before: Int64?, _ page: Page
    ) async throws -> (athletes: [AthleteSummary], next: Int64?) {
        let (owner, _) = try await activities.owner(of: id, for: principal)
        let lines = try await store.page(
            of: id, athlete: owner, before: before ?? .max,
            skipping: before == nil ? page.skipped : 0, limit: page.size)
        let found = try await athletes.summaries(of: lines.map(\.giver))
        let next = lines.count == page.size ? lines.last?.id : nil
        return (lines.compactMap { found[$0.giver] }, next)
    }

    /// Likes an activity that the caller may see; nothing changes for who does already.
    package func give(to id: ActivityID, by principal: Principal) async throws {
        let (owner, viewer) = try await activities.owner(of: id, for: principal)
        guard viewer != .owner else { throw Fault.forbidden("Kudos", "activity") }
        let now = platform.clock.now
        let number = platform.ids.next() as ActivityID
        try await platform.database.transaction { transaction in
            let isNew = try await self.store.insert(
                by: principal.athlete, to: id, of: owner, id: number.rawValue, at: now,
                in: transaction)
            guard isNew else { return }
            try await self.tallies.add(kudos: 1, to: id, of: owner, in: transaction)
            try await self.platform.outbox.publish(
                KudosGiven(athlete: owner, activity: id, giver: principal.athlete),
                in: transaction)
        }
        await platform.changes.record(.activity(id))
    }

    /// Likes it no longer; nothing changes for who doesn't.
    package func takeBack(from id: ActivityID, by principal: Principal) async throws {
        let (owner, _) = try await activities.owner(of: id, for: principal)
        try await platform.database.transaction { transaction in
            let wereThere = try await self.store.delete(
                by: principal.athlete, from: id, of: owner, in: transaction)
            guard wereThere else { return }
            try await self.tallies.add(kudos: -1, to: id, of: owner, in: transaction)
        }
        await platform.changes.record(.activity(id))
    }
}
