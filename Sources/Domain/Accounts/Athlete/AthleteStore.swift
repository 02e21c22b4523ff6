import FoundationEssentials
import Kernel
import Postgres

/// Athletes, and what is claimed for them, in PostgreSQL.
struct AthleteStore {
    let database: Database

    // MARK: claims

    /// Claims an address; false when another account has it.
    func claim(_ email: EmailAddress, for id: AthleteID, at now: Date, in executor: any SQLExecutor)
        async throws -> Bool
    {
        try await executor.execute(
            """
            insert into accounts.email_claim (address, athlete_id, claimed_at)
            values (\(email.folded), \(id), \(now))
            on conflict (address) do nothing
            """) == 1
    }

    /// Claims a username, or keeps it; false when another athlete has it.
    func claim(_ username: Username, for id: AthleteID, at now: Date, in executor: any SQLExecutor)
        async throws -> Bool
    {
        try await executor.execute(
            """
            insert into accounts.username_claim as claim (username, athlete_id, claimed_at)
            values (\(username.folded), \(id), \(now))
            on conflict (username) do update set claimed_at = claim.claimed_at
            where claim.athlete_id = excluded.athlete_id
            """) == 1
    }

    /// Gives back all usernames of an athlete but the one.
    func releaseUsernames(of id: AthleteID, but username: Username?, in executor: any SQLExecutor)
        async throws
    {
        try await executor.execute(
            """
            delete from accounts.username_claim
            where athlete_id = \(id) and username is distinct from \(username?.folded)
            """)
    }

    // MARK: reading

    /// The columns that `athlete(from:)` reads.
    private static let columns: SQL = """
        athlete.id, athlete.email, athlete.email_confirmed_at is not null, athlete.firstname,
        athlete.lastname, athlete.username, athlete.city, athlete.state, athlete.country, athlete.sex,
        athlete.description, athlete.date_of_birth::text, athlete.measurement_preference,
        athlete.weight_kilograms, athlete.ftp_watts, athlete.maximum_heartrate_bpm,
        athlete.resting_heartrate_bpm, athlete.threshold_speed, athlete.time_zone, athlete.created_at,
        athlete.updated_at
        """

    /// The athlete of that id.
    func athlete(_ id: AthleteID, in executor: (any SQLExecutor)? = nil) async throws -> Athlete? {
        let rows = try await (executor ?? database).query(
            "select \(AthleteStore.columns) from accounts.athlete where athlete.id = \(id)")
        return try rows.first.map(athlete)
    }

    /// The athlete of that id, locked until the transaction ends.
    func lockedAthlete(_ id: AthleteID, in transaction: Transaction) async throws -> Athlete? {
        let rows = try await transaction.query(
            "select \(AthleteStore.columns) from accounts.athlete where athlete.id = \(id) for update")
        return try rows.first.map(athlete)
    }

    /// The athletes of those ids that exist, in any order.
    func athletes(_ ids: [AthleteID]) async throws -> [Athlete] {
        let keys = ids.map(\.rawValue)
        let rows = try await database.query(
            "select \(AthleteStore.columns) from accounts.athlete where athlete.id = any(\(keys))")
        return try rows.map(athlete)
    }

    /// The athlete who has an address.
    func athleteID(byEmail folded: String) async throws -> AthleteID? {
        let rows = try await database.query(
            "select athlete_id from accounts.email_claim where address = \(folded)")
        return try rows.first.map { ID(try $0.decode(Int64.self)) }
    }

    /// Whose address it is, and the hash of their password.
    func credentials(byEmail folded: String) async throws -> (id: AthleteID, passwordHash: String)? {
        let rows = try await database.query(
            """
            select athlete.id, athlete.password_hash
            from accounts.email_claim join accounts.athlete on athlete.id = email_claim.athlete_id
            where email_claim.address = \(folded)
            """)
        guard let row = rows.first else { return nil }
        let (id, hash) = try row.decode(Int64.self, String.self)
        return (ID(id), hash)
    }

    /// The time zone that an athlete lives in.
    func homeZone(of id: AthleteID, in executor: any SQLExecutor) async throws -> HomeZone {
        let rows = try await executor.query("select time_zone from accounts.athlete where id = \(id)")
        return HomeZone(stored: try rows.first?.decode(String?.self) ?? nil)
    }

    /// The hash of an athlete's password.
    func passwordHash(of id: AthleteID) async throws -> String? {
        let rows = try await database.query("select password_hash from accounts.athlete where id = \(id)")
        return try rows.first?.decode(String.self)
    }

    private func athlete(from row: Row) throws -> Athlete {
        var cursor = row.cursor
        let id = ID<Subjects.Athlete>(try cursor.next(Int64.self))
        let email = try cursor.next(String.self)
        let isConfirmed = try cursor.next(Bool.self)
        var profile = Athlete.Profile(
            firstname: try cursor.next(String.self), lastname: try cursor.next(String.self))
        profile.username = try cursor.next(String?.self)
        profile.city = try cursor.next(String?.self)
        profile.state = try cursor.next(String?.self)
        profile.country = try cursor.next(String?.self)
        profile.sex = try cursor.next(String?.self).flatMap(Athlete.Sex.init)
        profile.description = try cursor.next(String?.self)
        profile.dateOfBirth = try cursor.next(String?.self).flatMap { CalendarDay($0) }
        profile.measurementPreference =
            Athlete.MeasurementPreference(rawValue: try cursor.next(String.self)) ?? .meters
        profile.weightKilograms = try cursor.next(Double?.self)
        profile.ftpWatts = try cursor.next(Int?.self)
        profile.maximumHeartrateBPM = try cursor.next(Int?.self)
        profile.restingHeartrateBPM = try cursor.next(Int?.self)
        profile.thresholdSpeed = try cursor.next(Double?.self)
        profile.homeZone = HomeZone(stored: try cursor.next(String?.self))
        return Athlete(
            id: id, email: email, isEmailConfirmed: isConfirmed, profile: profile,
            createdAt: try cursor.next(Date.self), updatedAt: try cursor.next(Date.self))
    }
}
