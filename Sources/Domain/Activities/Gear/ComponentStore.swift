import FoundationEssentials
import Kernel
import Postgres

/// Parts of gear in `activities.component`.
struct ComponentStore {
    let database: Database

    private static let columns: SQL = """
        component.id, component.gear_id, component.kind, component.name, component.initial_distance_meters,
        component.alert_distance_meters, component.installed_at, component.removed_at,
        component.initial_distance_meters + \(distance)
        """

    /// What the activities of a part's gear add up to while the part was in it.
    private static let distance: SQL = """
        coalesce((
            select sum(activity.distance_meters) from activities.activity
            where activity.athlete_id = component.athlete_id and activity.gear_id = component.gear_id
                and activity.started_at >= component.installed_at
                and (component.removed_at is null or activity.started_at < component.removed_at)), 0)
        """

    /// The parts of gear, those in use first, in the order in which they were put in.
    func all(of gear: GearID, athlete: AthleteID) async throws -> [GearComponent] {
        try await database.query(
            """
            select \(ComponentStore.columns) from activities.component
            where component.athlete_id = \(athlete) and component.gear_id = \(gear)
            order by component.removed_at is not null, component.installed_at, component.id
            """
        ).map(ComponentStore.component)
    }

    /// A part that is going to be changed: locked until the transaction ends.
    func lock(
        _ id: ComponentID, of gear: GearID, athlete: AthleteID, in transaction: Transaction
    ) async throws -> GearComponent? {
        try await transaction.query(
            """
            select \(ComponentStore.columns) from activities.component
            where component.athlete_id = \(athlete) and component.id = \(id)
                and component.gear_id = \(gear) for update of component
            """
        ).first.map(ComponentStore.component)
    }

    private static func component(_ row: Row) throws -> GearComponent {
        var cursor = row.cursor
        let id = ComponentID(try cursor.next(Int64.self))
        guard let gear = GearID(rawValue: try cursor.next()) else {
            preconditionFailure("the schema checks the form of ids")
        }
        return GearComponent(
            id: id, gear: gear, kind: GearComponent.Kind(rawValue: try cursor.next()) ?? .other,
            name: try cursor.next(), initialDistanceMeters: try cursor.next(),
            alertDistanceMeters: try cursor.next(), installedAt: try cursor.next(),
            removedAt: try cursor.next(), distanceMeters: try cursor.next())
    }

    /// Adds a part; false where the gear has as many as may be.
    func insert(
        _ component: GearComponent, of athlete: AthleteID, at now: Date, in transaction: Transaction
    ) async throws -> Bool {
        try await transaction.execute(
            """
            insert into activities.component (
                athlete_id, id, gear_id, kind, name, initial_distance_meters, alert_distance_meters,
                installed_at, removed_at, created_at, updated_at)
            select \(athlete), \(component.id), \(component.gear), \(component.kind), \(component.name),
                \(component.initialDistanceMeters), \(component.alertDistanceMeters),
                \(component.installedAt), \(component.removedAt), \(now), \(now)
            where (
                select count(*) from activities.component
                where athlete_id = \(athlete) and gear_id = \(component.gear)) < \(Gear.maximumComponentCount)
            """) == 1
    }

    /// Writes what is said of it. A wear distance that is set anew is told anew.
    func update(
        _ component: GearComponent, of athlete: AthleteID, at now: Date, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            update activities.component set
                kind = \(component.kind), name = \(component.name),
                initial_distance_meters = \(component.initialDistanceMeters),
                alerted_at = case when alert_distance_meters = \(component.alertDistanceMeters)
                    then alerted_at end,
                alert_distance_meters = \(component.alertDistanceMeters),
                installed_at = \(component.installedAt), removed_at = \(component.removedAt),
                updated_at = \(now)
            where athlete_id = \(athlete) and id = \(component.id)
            """)
    }

    /// Removes a part as if it had never been; whether there was one.
    func delete(_ id: ComponentID, of gear: GearID, athlete: AthleteID) async throws -> Bool {
        try await database.execute(
            """
            delete from activities.component
            where athlete_id = \(athlete) and id = \(id) and gear_id = \(gear)
            """) == 1
    }

    /// Notes that it has become known that parts are worn; those of which there is to tell, once for each
    /// wear distance.
    func noteWear(
        of gear: GearID, athlete: AthleteID, at now: Date, in transaction: Transaction
    ) async throws -> [ComponentID] {
        try await transaction.query(
            """
            update activities.component set alerted_at = \(now)
            where athlete_id = \(athlete) and gear_id = \(gear) and alerted_at is null
                and alert_distance_meters is not null
                and alert_distance_meters <= initial_distance_meters + \(ComponentStore.distance)
            returning id
            """
        ).map { ComponentID(try $0.decode(Int64.self)) }
    }
}
