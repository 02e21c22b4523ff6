import Crypto
import Jobs
package import Kernel
import Postgres

/// What athletes hide of all their activities. A change is seen by every read that begins after its answer.
package final class PrivacyService {
    private static let secretByteCount = 32

    private let platform: Platform
    private let store: PrivacyStore

    init(platform: Platform) {
        self.platform = platform
        store = PrivacyStore(database: platform.database)
    }

    /// The net for what was changed by a process that died before it could record it.
    var jobs: [JobHandler] {
        [
            .subscriber("activities.privacy_changed", to: PrivacyChanged.self, priority: .interactive) {
                [self] event, _ in
                try await platform.changes.append([.privacy(event.athlete)])
            }
        ]
    }

    // MARK: reading

    /// The rules of athletes; those of nobody are absent.
    func privacy(of athletes: [AthleteID]) async throws -> [AthleteID: Privacy] {
        try await store.privacy(of: athletes)
    }

    /// The rules of an athlete.
    func privacy(of athlete: AthleteID) async throws -> Privacy {
        try await store.privacy(of: [athlete])[athlete] ?? .none
    }

    /// What an athlete's new activities begin with, among others.
    package func settings(of athlete: AthleteID) async throws -> PrivacySettings {
        try await store.settings(of: athlete)
    }

    /// An athlete's zones.
    package func zones(of athlete: AthleteID) async throws -> [PrivacyZone] {
        try await store.zones(of: athlete)
    }

    // MARK: writing

    /// Changes the settings.
    @discardableResult
    package func edit(_ edit: PrivacySettingsEdit, by athlete: AthleteID) async throws -> PrivacySettings {
        try await change(of: athlete) { settings, transaction in
            let edited = edit.applied(to: settings)
            try await self.store.update(edited, of: athlete, in: transaction)
            return edited
        }
    }

    /// Adds a zone.
    @discardableResult
    package func add(_ zone: PrivacyZoneEdit, by athlete: AthleteID) async throws -> PrivacyZone {
        let zone = try zone.zone(platform.ids.next())
        let now = platform.clock.now
        return try await change(of: athlete) { _, transaction in
            let count = try await self.store.zones(of: athlete, in: transaction).count
            guard count < PrivacyZone.maximumCount else {
                throw Fault.conflict(PrivacyZone.resource, "count", "exceeded")
            }
            try await self.store.insert(zone, of: athlete, at: now, in: transaction)
            return zone
        }
    }

    /// Changes a zone.
    func edit(_ id: PrivacyZoneID, _ edit: PrivacyZoneEdit, by athlete: AthleteID) async throws -> PrivacyZone
    {
        let now = platform.clock.now
        return try await change(of: athlete) { _, transaction in
            let zone = edit.applied(to: try await self.zone(id, of: athlete, in: transaction))
            try await self.store.update(zone, of: athlete, at: now, in: transaction)
            return zone
        }
    }

    /// Removes a zone.
    func delete(_ id: PrivacyZoneID, by athlete: AthleteID) async throws {
        try await change(of: athlete) { _, transaction in
            _ = try await self.zone(id, of: athlete, in: transaction)
            try await self.store.delete(id, of: athlete, in: transaction)
        }
    }

    private func zone(
        _ id: PrivacyZoneID, of athlete: AthleteID, in transaction: Transaction
    ) async throws -> PrivacyZone {
        let zones = try await store.zones(of: athlete, in: transaction)
        guard let zone = zones.first(where: { $0.id == id }) else {
            throw Fault.notFound(PrivacyZone.resource)
        }
        return zone
    }

    /// One change at a time of each athlete, told before the answer.
    private func change<Result: Sendable>(
        of athlete: AthleteID, _ body: (PrivacySettings, Transaction) async throws -> Result
    ) async throws -> Result {
        let now = platform.clock.now
        let secret = SecureRandom.bytes(count: PrivacyService.secretByteCount)
        let result = try await platform.database.transaction { transaction in
            let settings = try await self.store.beginChange(
                of: athlete, secret: secret, at: now, in: transaction)
            let result = try await body(settings, transaction)
            try await self.platform.outbox.publish(PrivacyChanged(athlete: athlete), in: transaction)
            return result
        }
        await platform.changes.record(.privacy(athlete))
        return result
    }
}
