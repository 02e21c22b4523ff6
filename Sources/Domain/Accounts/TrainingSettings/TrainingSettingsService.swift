package import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// What athletes' figures are computed with, on any day.
package final class TrainingSettingsService {
    private let platform: Platform
    private let store: TrainingSettingsStore
    private let athletes: AthleteStore

    init(platform: Platform) {
        self.platform = platform
        store = TrainingSettingsStore(database: platform.database)
        athletes = AthleteStore(database: platform.database)
    }

    /// The settings of an athlete as of a day; for an activity that of its local start. A setting of which
    /// nothing was told by then is taken from when it was told first.
    package func settings(of athlete: AthleteID, on day: Date) async throws -> TrainingSettings {
        try await store.settings(of: athlete, on: day)
    }

    /// The settings of an athlete today, where they live.
    package func settings(of athlete: AthleteID) async throws -> TrainingSettings {
        let zone = try await athletes.homeZone(of: athlete, in: platform.database)
        return try await store.settings(of: athlete, on: zone.localDate(of: platform.clock.now))
    }

    /// Sets zones from today on; what is older keeps those of its day.
    func change(_ change: ZoneChange, of athlete: AthleteID) async throws -> TrainingSettings {
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            let zone = try await self.athletes.homeZone(of: athlete, in: transaction)
            let today = zone.localDate(of: now)
            for kind in Zones.Kind.allCases {
                guard let wish = change.wishes[kind] else { continue }
                try await self.store.record(
                    kind, wish.bounds, of: athlete, from: today, in: transaction)
            }
            try await self.platform.outbox.publish(
                AthleteUpdated(athleteID: athlete.rawValue), in: transaction)
        }
        return try await settings(of: athlete)
    }
}

extension ZoneChange.Wish {
    fileprivate var bounds: [Int]? {
        switch self {
        case .set(let zones): zones.bounds
        case .compute: nil
        }
    }
}
