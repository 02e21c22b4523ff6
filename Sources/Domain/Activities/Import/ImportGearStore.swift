import AccountExports
import FoundationEssentials
import Kernel
import Postgres

/// The gear that imports name: found among the athlete's, or made.
struct ImportGearStore {
    private let gear: GearStore

    init(database: Database) {
        gear = GearStore(database: database)
    }

    /// The athlete's gear of that kind and name, whatever the case; what is in use before what is retired.
    func find(
        _ kind: GearID.Kind, named name: String, of athlete: AthleteID, in transaction: Transaction
    ) async throws -> GearID? {
        try await transaction.query(
            """
            select id from activities.gear
            where athlete_id = \(athlete) and lower(name) = lower(\(name))
                and starts_with(id, \(kind.rawValue))
            order by retired_at is not null, created_at, id limit 1
            """
        ).first.flatMap { GearID(rawValue: try $0.decode(String.self)) }
    }

    /// Makes gear, and notes that it came with an import; false where the athlete has as much as may be.
    func insert(
        _ made: Gear, from id: ImportID, at now: Date, in transaction: Transaction
    ) async throws -> Bool {
        guard try await gear.insert(made, at: now, in: transaction) else { return false }
        try await transaction.execute(
            """
            insert into activities.import_gear (athlete_id, import_id, gear_id)
            values (\(made.athlete), \(id), \(made.id))
            """)
        return true
    }

    /// Removes the gear that was made for an import and is of no use: without activities, parts, or sports
    /// that it is the default for.
    func deleteUnused(madeFor id: ImportID, of athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            delete from activities.gear using activities.import_gear as made
            where made.athlete_id = \(athlete) and made.import_id = \(id)
                and gear.athlete_id = made.athlete_id and gear.id = made.gear_id
                and not exists (
                    select from activities.activity
                    where activity.athlete_id = gear.athlete_id and activity.gear_id = gear.id)
                and not exists (
                    select from activities.component
                    where component.athlete_id = gear.athlete_id and component.gear_id = gear.id)
                and not exists (
                    select from activities.gear_default
                    where gear_default.athlete_id = gear.athlete_id and gear_default.gear_id = gear.id)
            """)
    }
}
