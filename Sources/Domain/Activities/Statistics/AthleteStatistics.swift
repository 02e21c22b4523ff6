/// Sums over some of an athlete's activities.
package struct ActivityTotals: Sendable, Equatable {
    /// The sums.
    package var count = 0
    package var distanceMeters = 0.0
    package var movingSeconds: Int64 = 0
    package var elapsedSeconds: Int64 = 0
    package var elevationGainMeters = 0.0

    /// No activities.
    package init() {}
}

/// v3's `ActivityStats`: totals of rides, runs and swims that everyone may see, over four weeks, the year so
/// far, and ever.
package struct AthleteStatistics: Sendable, Equatable {
    /// The periods that totals are kept for.
    package enum Period: String, CaseIterable, Sendable {
        case recent
        case yearToDate = "ytd"
        case all

        /// As many seconds are recent.
        package static let recentSeconds = 28 * 86_400.0
    }

    /// Which totals.
    package struct Row: Hashable, Sendable {
        /// The two things that rows are told apart by.
        package var period: Period
        package var discipline: SportType.Discipline

        package init(_ period: Period, _ discipline: SportType.Discipline) {
            self.period = period
            self.discipline = discipline
        }
    }

    /// Rows without activities are absent.
    package var totals: [Row: ActivityTotals] = [:]
    /// Metres; nil without rides.
    package var biggestRideDistance: Double?
    /// Metres; nil without rides.
    package var biggestClimbElevationGain: Double?

    package init() {}
}
