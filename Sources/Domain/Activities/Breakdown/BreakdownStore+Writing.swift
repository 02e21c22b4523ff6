import JSON
import Kernel
import Postgres
import Training

/// The statements that write a breakdown, all of them in the transaction that writes the activity.
extension BreakdownStore {
    /// Writes a breakdown, in place of the one that was there before; laps and efforts keep their ids.
    static func writing(_ breakdown: Breakdown, of activity: ActivityID, _ athlete: AthleteID) -> [SQL] {
        var statements: [SQL] = []
        if !breakdown.laps.isEmpty { statements.append(laps(breakdown.laps.map(\.part), activity, athlete)) }
        if !breakdown.bestEfforts.isEmpty {
            statements.append(bestEfforts(breakdown.bestEfforts.map(\.part), activity, athlete))
        }
        for (unit, splits) in [(SplitUnit.kilometer, breakdown.kilometers), (.mile, breakdown.miles)]
        where !splits.isEmpty {
            statements.append(self.splits(splits, unit, activity, athlete))
        }
        return statements
    }

    /// Removes what `writing` of a new breakdown wouldn't replace.
    static func clearing(
        allBut breakdown: Breakdown, of activity: ActivityID, _ athlete: AthleteID
    ) -> [SQL] {
        let distances = breakdown.bestEfforts.map(\.part.distance.rawValue)
        return [
            """
            delete from activities.lap
            where athlete_id = \(athlete) and activity_id = \(activity)
                and lap_index > \(Int32(breakdown.laps.count))
            """,
            """
            delete from activities.best_effort
            where athlete_id = \(athlete) and activity_id = \(activity) and distance <> all(\(distances))
            """,
            "delete from activities.splits where athlete_id = \(athlete) and activity_id = \(activity)",
        ]
    }

    /// The figures that only details show: columns of `activities.activity`.
    static let figureColumns: SQL =
        "elevation_loss_meters, maximum_cadence, maximum_temperature, figure_sources"

    /// The values of `figureColumns`.
    static func figureValues(of breakdown: Breakdown) -> SQL {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            for figure in Figure.allCases {
                guard let source = breakdown.sources[figure] else { continue }
                json.key(dynamic: figure.rawValue)
                json.string(source.rawValue)
            }
        }
        return """
            \(breakdown.elevationLossMeters), \(breakdown.maximumCadence), \(breakdown.maximumTemperature),
            \(JSONText(utf8: json.bytes))
            """
    }

    private static func laps(_ laps: [Lap], _ activity: ActivityID, _ athlete: AthleteID) -> SQL {
        """
        insert into activities.lap (
            athlete_id, activity_id, lap_index, start_index, end_index, start_seconds, elapsed_seconds,
            moving_seconds, distance_meters, elevation_gain_meters, maximum_speed, average_heart_rate,
            maximum_heart_rate, average_cadence, average_watts)
        select \(athlete), \(activity), lap.* from unnest(
            \((1...Int32(laps.count)).map { $0 }), \(laps.map { Int32($0.startIndex) }),
            \(laps.map { Int32($0.endIndex) }), \(laps.map(\.startSeconds)),
            \(laps.map { Int32($0.elapsedSeconds) }), \(laps.map { Int32($0.movingSeconds) }),
            \(laps.map(\.distanceMeters)), \(laps.map(\.elevationGainMeters)), \(laps.map(\.maxSpeed)),
            \(laps.map(\.averageHeartrate)), \(laps.map { $0.maxHeartrate.map(Int32.init) }),
            \(laps.map(\.averageCadence)), \(laps.map(\.averageWatts))) as lap
        on conflict (athlete_id, activity_id, lap_index) do update set
            start_index = excluded.start_index, end_index = excluded.end_index,
            start_seconds = excluded.start_seconds, elapsed_seconds = excluded.elapsed_seconds,
            moving_seconds = excluded.moving_seconds, distance_meters = excluded.distance_meters,
            elevation_gain_meters = excluded.elevation_gain_meters, maximum_speed = excluded.maximum_speed,
            average_heart_rate = excluded.average_heart_rate,
            maximum_heart_rate = excluded.maximum_heart_rate, average_cadence = excluded.average_cadence,
            average_watts = excluded.average_watts
        """
    }

    private static func bestEfforts(
        _ efforts: [BestEffort], _ activity: ActivityID, _ athlete: AthleteID
    ) -> SQL {
        """
        insert into activities.best_effort (
            athlete_id, activity_id, distance, elapsed_seconds, moving_seconds, start_seconds, start_index,
            end_index)
        select \(athlete), \(activity), effort.* from unnest(
            \(efforts.map(\.distance.rawValue)), \(efforts.map(\.elapsedSeconds)),
            \(efforts.map(\.movingSeconds)), \(efforts.map(\.startSeconds)),
            \(efforts.map { Int32($0.startIndex) }), \(efforts.map { Int32($0.endIndex) })) as effort
        on conflict (athlete_id, activity_id, distance) do update set
            elapsed_seconds = excluded.elapsed_seconds, moving_seconds = excluded.moving_seconds,
            start_seconds = excluded.start_seconds, start_index = excluded.start_index,
            end_index = excluded.end_index
        """
    }

    private static func splits(
        _ splits: [Split], _ unit: SplitUnit, _ activity: ActivityID, _ athlete: AthleteID
    ) -> SQL {
        """
        insert into activities.splits (
            athlete_id, activity_id, unit, distance_meters, elapsed_seconds, moving_seconds,
            elevation_difference_meters, average_heart_rate, average_grade_adjusted_speed)
        values (
            \(athlete), \(activity), \(unit.rawValue), \(splits.map(\.distanceMeters)),
            \(splits.map { Int32($0.elapsedSeconds) }), \(splits.map { Int32($0.movingSeconds) }),
            \(splits.map(\.elevationDifferenceMeters)), \(splits.map(\.averageHeartrate)),
            \(splits.map(\.averageGradeAdjustedSpeed)))
        """
    }

    /// Removes all of an activity's breakdown.
    static func deletion(of activity: ActivityID, _ athlete: AthleteID) -> [SQL] {
        [
            "delete from activities.lap where athlete_id = \(athlete) and activity_id = \(activity)",
            "delete from activities.best_effort where athlete_id = \(athlete) and activity_id = \(activity)",
            "delete from activities.splits where athlete_id = \(athlete) and activity_id = \(activity)",
        ]
    }
}
