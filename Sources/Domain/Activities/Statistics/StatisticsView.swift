package import JSON

/// An athlete's totals as v3 shows them.
package struct StatisticsView {
    private let statistics: AthleteStatistics

    package init(_ statistics: AthleteStatistics) {
        self.statistics = statistics
    }

    /// Writes an `ActivityStats`.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("biggest_ride_distance", statistics.biggestRideDistance, decimals: 1)
            json.member("biggest_climb_elevation_gain", statistics.biggestClimbElevationGain, decimals: 1)
            for period in AthleteStatistics.Period.allCases {
                for discipline in SportType.Discipline.allCases {
                    json.key(dynamic: "\(period.rawValue)_\(discipline.rawValue)_totals")
                    write(statistics.totals[.init(period, discipline)] ?? ActivityTotals(), to: &json)
                }
            }
        }
    }

    private func write(_ totals: ActivityTotals, to json: inout JSONWriter) {
        json.object { json in
            json.member("count", totals.count)
            json.member("distance", totals.distanceMeters, decimals: 1)
            json.member("moving_time", totals.movingSeconds)
            json.member("elapsed_time", totals.elapsedSeconds)
            json.member("elevation_gain", totals.elevationGainMeters, decimals: 1)
            json.member("achievement_count", 0)
        }
    }
}
