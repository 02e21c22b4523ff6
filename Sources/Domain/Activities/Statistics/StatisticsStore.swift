import FoundationEssentials
import Kernel
import Postgres

/// Sums over `activities.activity`.
struct StatisticsStore {
    let database: Database

    /// The sums of an athlete for each sport, from activities that everyone may see. The index leads to the
    /// rows of one athlete, a few thousand at most; they are read once for all three periods. An activity
    /// belongs to the year that the clocks showed when and where it began.
    func statistics(
        of athlete: AthleteID, recentFrom: Date, localYearFrom: Date
    ) async throws -> AthleteStatistics {
        let rows = try await database.query(
            """
            select sport_type, started_at >= \(recentFrom) as recent,
                started_at + utc_offset_seconds * interval '1 second' >= \(localYearFrom) as this_year,
                count(*), sum(distance_meters), sum(moving_seconds), sum(elapsed_seconds),
                sum(elevation_gain_meters), max(distance_meters), max(elevation_gain_meters)
            from activities.activity where athlete_id = \(athlete) and visibility = 'everyone'
            group by 1, 2, 3
            """)
        var statistics = AthleteStatistics()
        for row in rows { try StatisticsStore.add(row, to: &statistics) }
        return statistics
    }

    private static func add(_ row: Row, to statistics: inout AthleteStatistics) throws {
        let (sport, isRecent, isThisYear, count, distance, moving, elapsed, gain, farthest, highest) =
            try row.decode(
                String.self, Bool.self, Bool.self, Int64.self, Double.self, Int64.self, Int64.self,
                Double.self,
                Double.self, Double.self)
        guard let discipline = SportType(rawValue: sport)?.discipline else { return }
        var periods: [AthleteStatistics.Period] = [.all]
        if isRecent { periods.append(.recent) }
        if isThisYear { periods.append(.yearToDate) }
        for period in periods {
            var totals = statistics.totals[.init(period, discipline)] ?? ActivityTotals()
            totals.count += Int(count)
            totals.distanceMeters += distance
            totals.movingSeconds += moving
            totals.elapsedSeconds += elapsed
            totals.elevationGainMeters += gain
            statistics.totals[.init(period, discipline)] = totals
        }
        guard discipline == .ride else { return }
        statistics.biggestRideDistance = max(statistics.biggestRideDistance ?? 0, farthest)
        statistics.biggestClimbElevationGain = max(statistics.biggestClimbElevationGain ?? 0, highest)
    }
}
