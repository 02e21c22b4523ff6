import FoundationEssentials
import Kernel
import Postgres

/// Gear in `activities.gear` and `activities.gear_default`.
struct GearStore {
    let database: Database

    private static let columns: SQL = """
        gear.id, gear.athlete_id, gear.name, gear.brand_name, gear.model_name, gear.description,
        gear.frame_type, gear.weight_kilograms, gear.initial_distance_meters, gear.alert_distance_meters,
        gear.initial_distance_meters + \(distance), gear.retired_at,
        coalesce((
            select array_agg(sport_type) from activities.gear_default
            where gear_default.athlete_id = gear.athlete_id and gear_default.gear_id = gear.id), '{}')
        """

    /// What the activities of a row of gear add up to.
    private static let distance: SQL = """
        coalesce((
            select sum(activity.distance_meters) from activities.activity
            where activity.athlete_id = gear.athlete_id and activity.gear_id = gear.id), 0)
        """

    // MARK: reading

    /// Gear by its id alone.
    func find(_ id: GearID) async throws -> Gear? {
        try await database.query(
            "select \(GearStore.columns) from activities.gear where gear.id = \(id)"
        ).first.map(GearStore.gear)
    }

    /// All gear of an athlete, what is used before what is retired, the oldest first.
    func all(of athlete: AthleteID) async throws -> [Gear] {
        try await database.query(
            """
            select \(GearStore.columns) from activities.gear where gear.athlete_id = \(athlete)
            order by gear.retired_at is not null, gear.created_at, gear.id
            """
        ).map(GearStore.gear)
    }

    /// An athlete's gear that is going to be changed: locked until the transaction ends.
    func lock(_ id: GearID, of athlete: AthleteID, in transaction: Transaction) async throws -> Gear? {
        try await transaction.query(
            """
            select \(GearStore.columns) from activities.gear
            where gear.athlete_id = \(athlete) and gear.id = \(id) for update of gear
            """
        ).first.map(GearStore.gear)
    }

    /// Whether an athlete has it; it stays until the transaction ends.
    func holds(_ id: GearID, of athlete: AthleteID, in transaction: Transaction) async throws -> Bool {
        try await transaction.query(
            "select 1 from activities.gear where athlete_id = \(athlete) and id = \(id) for key share"
        ).count == 1
    }

    private static func gear(_ row: Row) throws -> Gear {
        var cursor = row.cursor
        guard let id = GearID(rawValue: try cursor.next()) else {
            preconditionFailure("the schema checks the form of ids")
        }
        let athlete = AthleteID(try cursor.next(Int64.self))
        let details = GearDetails(
            name: try cursor.next(), brandName: try cursor.next(), modelName: try cursor.next(),
            description: try cursor.next(), frameType: try cursor.next(),
            weightKilograms: try cursor.next(), initialDistanceMeters: try cursor.next(),
            alertDistanceMeters: try cursor.next())
        let distance = try cursor.next(Double.self)
        let retiredAt = try cursor.next(Date?.self)
        let sports = Set(try cursor.next([String].self))
        return Gear(
            id: id, athlete: athlete, details: details, distanceMeters: distance, retiredAt: retiredAt,
            defaultSports: SportType.allCases.filter { sports.contains($0.rawValue) })
    }

    // MARK: writing

    /// Adds gear; false where the athlete has as much as may be.
    func insert(_ gear: Gear, at now: Date, in transaction: Transaction) async throws -> Bool {
        let details = gear.details
        return try await transaction.execute(
            """
            insert into activities.gear (
                athlete_id, id, name, brand_name, model_name, description, frame_type, weight_kilograms,
                initial_distance_meters, alert_distance_meters, retired_at, created_at, updated_at)
            select \(gear.athlete), \(gear.id), \(details.name), \(details.brandName), \(details.modelName),
                \(details.description), \(details.frameType), \(details.weightKilograms),
                \(details.initialDistanceMeters), \(details.alertDistanceMeters), \(gear.retiredAt),
                \(now), \(now)
            where (select count(*) from activities.gear where athlete_id = \(gear.athlete))
                < \(Gear.maximumCount)
            """) == 1
    }

    /// Writes what is said of it. A wear distance that is set anew is told anew.
    func update(_ gear: Gear, at now: Date, in transaction: Transaction) async throws {
        let details = gear.details
        try await transaction.execute(
            """
            update activities.gear set
                name = \(details.name), brand_name = \(details.brandName), model_name = \(details.modelName),
                description = \(details.description), frame_type = \(details.frameType),
                weight_kilograms = \(details.weightKilograms),
                initial_distance_meters = \(details.initialDistanceMeters),
                alerted_at = case when alert_distance_meters = \(details.alertDistanceMeters)
                    then alerted_at end,
                alert_distance_meters = \(details.alertDistanceMeters), retired_at = \(gear.retiredAt),
                updated_at = \(now)
            where athlete_id = \(gear.athlete) and id = \(gear.id)
            """)
    }

    /// Writes the sports that it is the default for, taking them from what was it before.
    func setDefaults(of gear: Gear, in transaction: Transaction) async throws {
        let sports = gear.defaultSports.map(\.rawValue)
        try await transaction.batch([
            """
            delete from activities.gear_default
            where athlete_id = \(gear.athlete) and gear_id = \(gear.id) and sport_type <> all(\(sports))
            """,
            """
            insert into activities.gear_default (athlete_id, sport_type, gear_id)
            select \(gear.athlete), sport, \(gear.id) from unnest(\(sports)) as sport
            on conflict (athlete_id, sport_type) do update set gear_id = excluded.gear_id
            """,
        ])
    }

    /// Removes gear with its parts; activities with it are without from then on.
    func delete(_ id: GearID, of athlete: AthleteID, in transaction: Transaction) async throws -> Bool {
        try await transaction.execute(
            "delete from activities.gear where athlete_id = \(athlete) and id = \(id)") == 1
    }

    /// Notes that it has become known that it is worn; what there is to tell, once for each wear distance.
    func noteWear(
        of id: GearID, athlete: AthleteID, at now: Date, in transaction: Transaction
    ) async throws -> Bool {
        try await transaction.execute(
            """
            update activities.gear set alerted_at = \(now)
            where athlete_id = \(athlete) and id = \(id) and alerted_at is null
                and alert_distance_meters is not null
                and alert_distance_meters <= initial_distance_meters + \(GearStore.distance)
            """) == 1
    }
}
