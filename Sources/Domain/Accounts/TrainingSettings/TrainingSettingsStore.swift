import FoundationEssentials
import Kernel
import Postgres

/// Dated settings in `accounts.measure` and `accounts.zone_setting`.
struct TrainingSettingsStore {
    let database: Database

    /// What was true on a day: of each kind the latest value from that day or before, and where there is
    /// none, the earliest from after it: what an athlete told first is the best guess for what was before.
    func settings(of athlete: AthleteID, on day: Date) async throws -> TrainingSettings {
        let date: SQL = "(\(day) at time zone 'UTC')::date"
        let rows = try await database.query(
            """
            (select distinct on (kind) kind, valid_from > \(date), value, null::bigint[] as bounds
            from accounts.measure
            where athlete_id = \(athlete)
            order by kind, valid_from <= \(date) desc, abs(valid_from - \(date)))
            union all
            (select distinct on (kind) kind, valid_from > \(date), null, bounds from accounts.zone_setting
            where athlete_id = \(athlete)
            order by kind, valid_from <= \(date) desc, abs(valid_from - \(date)))
            """)
        var settings = TrainingSettings()
        for row in rows {
            let (kind, isFromLater, value, bounds) = try row.decode(
                String.self, Bool.self, Double?.self, [Int]?.self)
            if let kind = MeasureKind(rawValue: kind) { settings.set(kind, value, isFromLater) }
            if let kind = Zones.Kind(rawValue: kind) { settings.set(kind, bounds, isFromLater) }
        }
        return settings
    }

    /// Notes zones from a day on, nil for computed ones; the same day's are replaced.
    func record(
        _ kind: Zones.Kind, _ bounds: [Int]?, of athlete: AthleteID, from day: Date,
        in executor: any SQLExecutor
    ) async throws {
        try await executor.execute(
            """
            insert into accounts.zone_setting (athlete_id, kind, valid_from, bounds)
            values (\(athlete), \(kind), (\(day) at time zone 'UTC')::date, \(bounds))
            on conflict (athlete_id, kind, valid_from) do update set bounds = excluded.bounds
            """)
    }
}

extension TrainingSettings {
    fileprivate mutating func set(_ kind: MeasureKind, _ value: Double?, _ isFromLater: Bool) {
        if isFromLater { self.isFromLater.measures.insert(kind) }
        switch kind {
        case .weight: weightKilograms = value
        case .ftp: ftpWatts = value.map { Int($0) }
        case .maximumHeartrate: maximumHeartrateBPM = value.map { Int($0) }
        case .restingHeartrate: restingHeartrateBPM = value.map { Int($0) }
        case .thresholdSpeed: thresholdSpeed = value
        }
    }

    fileprivate mutating func set(_ kind: Zones.Kind, _ bounds: [Int]?, _ isFromLater: Bool) {
        if isFromLater { self.isFromLater.zones.insert(kind) }
        customBounds[kind] = bounds
    }
}
