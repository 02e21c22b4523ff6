import Accounts
import FoundationEssentials
package import Kernel

/// Totals of athletes.
package final class StatisticsService {
    private let clock: WallClock
    private let store: StatisticsStore
    private let athletes: AthleteService

    init(platform: Platform, athletes: AthleteService) {
        self.athletes = athletes
        clock = platform.clock
        store = StatisticsStore(database: platform.database)
    }

    /// The caller's own totals; those of others are forbidden, as v3 has it.
    package func statistics(of athlete: AthleteID, for principal: Principal) async throws -> AthleteStatistics
    {
        guard athlete == principal.athlete else { throw Fault.forbidden("Athlete", "id") }
        let now = clock.now
        let localNow = try await athletes.homeZone(of: athlete).localDate(of: now)
        return try await store.statistics(
            of: athlete, recentFrom: now.addingTimeInterval(-AthleteStatistics.Period.recentSeconds),
            localYearFrom: CalendarYear.start(containing: localNow))
    }
}
