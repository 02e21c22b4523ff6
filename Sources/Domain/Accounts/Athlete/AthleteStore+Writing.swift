import FoundationEssentials
import Kernel
import Postgres

extension AthleteStore {
    /// Adds an account whose address and username have been claimed.
    func insert(_ athlete: Athlete, passwordHash: String, in executor: any SQLExecutor) async throws {
        let profile = athlete.profile
        try await executor.execute(
            """
            insert into accounts.athlete (
                id, email, password_hash, firstname, lastname, username, city, state, country, sex,
                description, date_of_birth, measurement_preference, weight_kilograms, ftp_watts,
                maximum_heartrate_bpm, resting_heartrate_bpm, threshold_speed, time_zone,
                created_at, updated_at)
            values (
                \(athlete.id), \(athlete.email), \(passwordHash), \(profile.firstname), \(profile.lastname),
                \(profile.username), \(profile.city), \(profile.state), \(profile.country), \(profile.sex),
                \(profile.description), \(profile.dateOfBirth?.description)::date,
                \(profile.measurementPreference), \(profile.weightKilograms), \(profile.ftpWatts),
                \(profile.maximumHeartrateBPM), \(profile.restingHeartrateBPM), \(profile.thresholdSpeed),
                \(profile.homeZone.name),
                \(athlete.createdAt), \(athlete.updatedAt))
            """)
    }

    /// Writes the profile, and when it was changed.
    func update(_ athlete: Athlete, in executor: any SQLExecutor) async throws {
        let profile = athlete.profile
        try await executor.execute(
            """
            update accounts.athlete set
                firstname = \(profile.firstname), lastname = \(profile.lastname),
                username = \(profile.username), city = \(profile.city),
                state = \(profile.state), country = \(profile.country),
                sex = \(profile.sex), description = \(profile.description),
                date_of_birth = \(profile.dateOfBirth?.description)::date,
                measurement_preference = \(profile.measurementPreference),
                weight_kilograms = \(profile.weightKilograms), ftp_watts = \(profile.ftpWatts),
                maximum_heartrate_bpm = \(profile.maximumHeartrateBPM),
                resting_heartrate_bpm = \(profile.restingHeartrateBPM),
                threshold_speed = \(profile.thresholdSpeed),
                time_zone = \(profile.homeZone.name), updated_at = \(athlete.updatedAt)
            where id = \(athlete.id)
            """)
    }

    /// Notes a value from a day on, nil where the athlete doesn't say any more; a second value of the same
    /// day takes the first one's place.
    func record(
        _ kind: MeasureKind, _ value: Double?, of id: AthleteID, from day: Date, in executor: any SQLExecutor
    ) async throws {
        try await executor.execute(
            """
            insert into accounts.measure (athlete_id, kind, valid_from, value)
            values (\(id), \(kind), (\(day) at time zone 'UTC')::date, \(value))
            on conflict (athlete_id, kind, valid_from) do update set value = excluded.value
            """)
    }

    /// Sets a password; true unless `expectedHash` is given and isn't the one that is there any more.
    @discardableResult
    func setPasswordHash(
        _ hash: String, of id: AthleteID, insteadOf expectedHash: String? = nil, in executor: any SQLExecutor
    ) async throws -> Bool {
        try await executor.execute(
            """
            update accounts.athlete set password_hash = \(hash)
            where id = \(id) and (\(expectedHash)::text is null or password_hash = \(expectedHash))
            """) == 1
    }

    /// Notes that the address is read by its owner, if it still is the account's.
    func confirmEmail(_ address: String, of id: AthleteID, at now: Date, in executor: any SQLExecutor)
        async throws
    {
        try await executor.execute(
            """
            update accounts.athlete set email_confirmed_at = \(now)
            where id = \(id) and email = \(address) and email_confirmed_at is null
            """)
    }
}
