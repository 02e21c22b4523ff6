import FoundationEssentials
import Geo
import Kernel
import Postgres

/// Between rows and values.
extension ActivityStore {
    /// All columns, in the order in which `activity(_:)` reads them.
    static let columns: SQL = """
        athlete_id, id, revision, upload_id, content_digest, external_id, device_name,
        name, description, sport_type, visibility, hide_from_home, trainer, commute, hidden_facets, gear_id,
        started_at, utc_offset_seconds, time_zone,
        elapsed_seconds, moving_seconds, distance_meters, elevation_gain_meters, elevation_low_meters,
        elevation_high_meters, average_speed, maximum_speed, average_heart_rate, maximum_heart_rate,
        average_cadence, average_watts, maximum_watts, weighted_average_watts, kilojoules,
        average_temperature, calories,
        start_latitude, start_longitude, end_latitude, end_longitude, polyline, summary_polyline
        """

    /// Reads a row of `columns`.
    static func activity(_ row: Row) throws -> Activity {
        var cursor = row.cursor
        let athlete = AthleteID(try cursor.next(Int64.self))
        let id = ActivityID(try cursor.next(Int64.self))
        let revision = try cursor.next(Int32.self)
        return Activity(
            id: id, athlete: athlete, revision: revision, origin: try origin(&cursor),
            details: try details(&cursor), start: try start(&cursor), figures: try figures(&cursor),
            geometry: try geometry(&cursor))
    }

    private static func origin(_ cursor: inout RowCursor) throws -> Activity.Origin {
        Activity.Origin(
            upload: try cursor.next(Int64?.self).map { UploadID($0) }, contentDigest: try cursor.next(),
            externalID: try cursor.next(), deviceName: try cursor.next())
    }

    private static func details(_ cursor: inout RowCursor) throws -> ActivityDetails {
        ActivityDetails(
            name: try cursor.next(), description: try cursor.next(),
            sportType: SportType(rawValue: try cursor.next()) ?? .workout,
            visibility: Visibility(rawValue: try cursor.next()) ?? .onlyMe,
            hideFromHome: try cursor.next(), trainer: try cursor.next(), commute: try cursor.next(),
            hiddenFacets: ActivityFacets(rawValue: try cursor.next()),
            gear: try cursor.next(String?.self).flatMap(GearID.init))
    }

    private static func start(_ cursor: inout RowCursor) throws -> Activity.Start {
        Activity.Start(
            date: try cursor.next(), utcOffsetSeconds: Int(try cursor.next(Int32.self)),
            timeZone: try cursor.next())
    }

    private static func figures(_ cursor: inout RowCursor) throws -> ActivityFigures {
        ActivityFigures(
            elapsedSeconds: Int(try cursor.next(Int32.self)), movingSeconds: Int(try cursor.next(Int32.self)),
            distanceMeters: try cursor.next(), elevationGainMeters: try cursor.next(),
            elevationLowMeters: try cursor.next(), elevationHighMeters: try cursor.next(),
            averageSpeed: try cursor.next(), maximumSpeed: try cursor.next(),
            averageHeartRate: try cursor.next(), maximumHeartRate: try cursor.next(),
            averageCadence: try cursor.next(), averageWatts: try cursor.next(),
            maximumWatts: try cursor.next(), weightedAverageWatts: try cursor.next(),
            kilojoules: try cursor.next(), averageTemperature: try cursor.next(),
            calories: try cursor.next())
    }

    private static func geometry(_ cursor: inout RowCursor) throws -> ActivityGeometry? {
        let start = try coordinate(&cursor)
        let end = try coordinate(&cursor)
        let polyline = try cursor.next(String?.self)
        let summaryPolyline = try cursor.next(String?.self)
        guard let start, let end, let polyline, let summaryPolyline else { return nil }
        return ActivityGeometry(
            start: start, end: end, polyline: polyline, summaryPolyline: summaryPolyline)
    }

    static func coordinate(_ cursor: inout RowCursor) throws -> Coordinate? {
        let latitude = try cursor.next(Double?.self)
        let longitude = try cursor.next(Double?.self)
        guard let latitude, let longitude else { return nil }
        return Coordinate(latitude: latitude, longitude: longitude)
    }

    /// The statement that inserts an activity, with those figures of its breakdown that are its columns, and
    /// with the default gear of its sport, where it has none.
    static func insertion(
        of activity: Activity, _ breakdown: Breakdown = Breakdown(), at now: Date
    ) -> SQL {
        let (origin, details, start) = (activity.origin, activity.details, activity.start)
        return """
            insert into activities.activity (
                \(columns), \(BreakdownStore.figureColumns), algorithm_version, created_at, updated_at)
            values (
                \(activity.athlete), \(activity.id), \(activity.revision), \(origin.upload),
                \(origin.contentDigest), \(origin.externalID), \(origin.deviceName),
                \(details.name), \(details.description), \(details.sportType), \(details.visibility),
                \(details.hideFromHome), \(details.trainer), \(details.commute),
                \(details.hiddenFacets.rawValue),
                coalesce(\(details.gear), (
                    select gear_id from activities.gear_default
                    where athlete_id = \(activity.athlete) and sport_type = \(details.sportType))),
                \(start.date), \(Int32(start.utcOffsetSeconds)), \(start.timeZone),
                \(values(of: activity.figures)), \(values(of: activity.geometry)),
                \(BreakdownStore.figureValues(of: breakdown)),
                \(ActivityFigures.algorithmVersion), \(now), \(now))
            """
    }

    /// The statement that replaces what was computed of an activity, and counts it as an edit.
    static func replacement(of old: Activity, by computed: ActivityComputation, at now: Date) -> SQL {
        let start = computed.start
        return """
            update activities.activity set (
                name, started_at, utc_offset_seconds, time_zone,
                elapsed_seconds, moving_seconds, distance_meters, elevation_gain_meters, elevation_low_meters,
                elevation_high_meters, average_speed, maximum_speed, average_heart_rate, maximum_heart_rate,
                average_cadence, average_watts, maximum_watts, weighted_average_watts, kilojoules,
                average_temperature, calories,
                start_latitude, start_longitude, end_latitude, end_longitude, polyline, summary_polyline,
                \(BreakdownStore.figureColumns), algorithm_version, updated_at, revision
            ) = (
                \(ActivityName.name(of: old.details, from: old.start, to: start)),
                \(start.date), \(Int32(start.utcOffsetSeconds)), \(start.timeZone),
                \(values(of: computed.figures)), \(values(of: computed.geometry)),
                \(BreakdownStore.figureValues(of: computed.breakdown)), \(ActivityFigures.algorithmVersion),
                \(now), revision + 1)
            where athlete_id = \(old.athlete) and id = \(old.id)
            """
    }

    private static func values(of figures: ActivityFigures) -> SQL {
        """
        \(Int32(figures.elapsedSeconds)), \(Int32(figures.movingSeconds)), \(figures.distanceMeters),
        \(figures.elevationGainMeters), \(figures.elevationLowMeters), \(figures.elevationHighMeters),
        \(figures.averageSpeed), \(figures.maximumSpeed), \(figures.averageHeartRate),
        \(figures.maximumHeartRate), \(figures.averageCadence), \(figures.averageWatts),
        \(figures.maximumWatts), \(figures.weightedAverageWatts), \(figures.kilojoules),
        \(figures.averageTemperature), \(figures.calories)
        """
    }

    private static func values(of geometry: ActivityGeometry?) -> SQL {
        """
        \(geometry?.start.latitude), \(geometry?.start.longitude), \(geometry?.end.latitude),
        \(geometry?.end.longitude), \(geometry?.polyline), \(geometry?.summaryPolyline)
        """
    }
}
