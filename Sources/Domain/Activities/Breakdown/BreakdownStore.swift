import Kernel
import Postgres
import Training

/// What activities are made of: `activities.lap`, `.best_effort`, `.splits`, and the figures in
/// `activities.activity` that only details show.
struct BreakdownStore {
    let database: Database

    // MARK: reading

    /// All of an activity's breakdown.
    func breakdown(of activity: ActivityID, athlete: AthleteID) async throws -> Breakdown {
        let results = try await database.batch([
            BreakdownStore.lapRows(of: activity, athlete), BreakdownStore.effortRows(of: activity, athlete),
            BreakdownStore.splitRows(of: activity, athlete),
            BreakdownStore.figureRow(of: activity, athlete),
        ])
        var breakdown = Breakdown()
        breakdown.laps = try results[0].map(BreakdownStore.lap)
        breakdown.bestEfforts = try results[1].compactMap(BreakdownStore.bestEffort)
        breakdown.bestEfforts.sort { $0.part.distance.meters < $1.part.distance.meters }
        for row in results[2] {
            let splits = try BreakdownStore.splits(row)
            switch SplitUnit(rawValue: try row.value("unit")) {
            case .kilometer: breakdown.kilometers = splits
            case .mile: breakdown.miles = splits
            case nil: break
            }
        }
        if let row = results[3].first { try BreakdownStore.readFigures(row, into: &breakdown) }
        return breakdown
    }

    /// An activity's laps alone.
    func laps(of activity: ActivityID, athlete: AthleteID) async throws -> [Breakdown.Named<Lap>] {
        try await database.query(BreakdownStore.lapRows(of: activity, athlete)).map(BreakdownStore.lap)
    }

    private static func lapRows(of activity: ActivityID, _ athlete: AthleteID) -> SQL {
        """
        select id, start_index, end_index, start_seconds, elapsed_seconds, moving_seconds, distance_meters,
            elevation_gain_meters, maximum_speed, average_heart_rate, maximum_heart_rate, average_cadence,
            average_watts
        from activities.lap where athlete_id = \(athlete) and activity_id = \(activity) order by lap_index
        """
    }

    private static func lap(_ row: Row) throws -> Breakdown.Named<Lap> {
        var cursor = row.cursor
        let id = try cursor.next(Int64.self)
        let lap = Lap(
            startIndex: Int(try cursor.next(Int32.self)), endIndex: Int(try cursor.next(Int32.self)),
            startSeconds: try cursor.next(), elapsedSeconds: Int(try cursor.next(Int32.self)),
            movingSeconds: Int(try cursor.next(Int32.self)), distanceMeters: try cursor.next(),
            elevationGainMeters: try cursor.next(), maxSpeed: try cursor.next(),
            averageHeartrate: try cursor.next(),
            maxHeartrate: try cursor.next(Int32?.self).map(Int.init), averageCadence: try cursor.next(),
            averageWatts: try cursor.next())
        return Breakdown.Named(id: id, part: lap)
    }

    private static func effortRows(of activity: ActivityID, _ athlete: AthleteID) -> SQL {
        """
        select id, distance, elapsed_seconds, moving_seconds, start_seconds, start_index, end_index
        from activities.best_effort where athlete_id = \(athlete) and activity_id = \(activity)
        """
    }

    private static func bestEffort(_ row: Row) throws -> Breakdown.Named<BestEffort>? {
        let (id, name, elapsed, moving, start, first, last) = try row.decode(
            Int64.self, String.self, Double.self, Double.self, Double.self, Int32.self, Int32.self)
        guard let distance = EffortDistance(rawValue: name) else { return nil }
        let effort = BestEffort(
            distance: distance, elapsedSeconds: elapsed, movingSeconds: moving, startSeconds: start,
            startIndex: Int(first), endIndex: Int(last))
        return Breakdown.Named(id: id, part: effort)
    }

    private static func splitRows(of activity: ActivityID, _ athlete: AthleteID) -> SQL {
        """
        select distance_meters, elapsed_seconds, moving_seconds, elevation_difference_meters,
            average_heart_rate, average_grade_adjusted_speed, unit
        from activities.splits where athlete_id = \(athlete) and activity_id = \(activity)
        """
    }

    private static func splits(_ row: Row) throws -> [Split] {
        let (meters, elapsed, moving, rises, heartrates, adjusted) = try row.decode(
            [Double].self, [Int32].self, [Int32].self, [Double?].self, [Double?].self, [Double?].self)
        return meters.indices.map { index in
            Split(
                distanceMeters: meters[index], elapsedSeconds: Int(elapsed[index]),
                movingSeconds: Int(moving[index]), elevationDifferenceMeters: rises[index],
                averageHeartrate: heartrates[index], averageGradeAdjustedSpeed: adjusted[index])
        }
    }

    private static func figureRow(of activity: ActivityID, _ athlete: AthleteID) -> SQL {
        """
        select elevation_loss_meters, maximum_cadence, maximum_temperature,
            array(select source.key from jsonb_each_text(figure_sources) as source order by 1),
            array(select source.value from jsonb_each_text(figure_sources) as source order by source.key)
        from activities.activity where athlete_id = \(athlete) and id = \(activity)
        """
    }

    private static func readFigures(_ row: Row, into breakdown: inout Breakdown) throws {
        let (loss, cadence, temperature, figures, sources) = try row.decode(
            Double?.self, Double?.self, Double?.self, [String].self, [String].self)
        breakdown.elevationLossMeters = loss
        breakdown.maximumCadence = cadence
        breakdown.maximumTemperature = temperature
        for (figure, source) in zip(figures, sources) {
            guard let figure = Figure(rawValue: figure) else { continue }
            breakdown.sources[figure] = FigureSource(rawValue: source)
        }
    }
}
