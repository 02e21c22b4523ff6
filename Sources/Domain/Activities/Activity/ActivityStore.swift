import FoundationEssentials
import Kernel
import Postgres

/// Activities in `activities.activity`.
struct ActivityStore {
    let database: Database

    // MARK: one

    /// An activity by its id alone.
    func find(_ id: ActivityID) async throws -> Activity? {
        try await database.query(
            "select \(ActivityStore.columns) from activities.activity where id = \(id)"
        ).first.map(ActivityStore.activity)
    }

    /// An activity that is going to be changed: locked until the transaction ends.
    func lock(_ id: ActivityID, of athlete: AthleteID, in transaction: Transaction) async throws -> Activity?
    {
        try await transaction.query(
            """
            select \(ActivityStore.columns) from activities.activity
            where athlete_id = \(athlete) and id = \(id) for update
            """
        ).first.map(ActivityStore.activity)
    }

    /// Inserts an activity, and returns it with the default gear of its sport; breaks `activity_content`
    /// where the same recording is there already.
    func insert(_ activity: Activity, at now: Date, in transaction: Transaction) async throws -> Activity {
        let rows = try await transaction.query(
            "\(ActivityStore.insertion(of: activity, at: now)) returning \(ActivityStore.columns)")
        return try rows.first.map(ActivityStore.activity) ?? activity
    }

    /// Writes the details as they are after an edit, and counts it.
    func update(
        _ id: ActivityID, of athlete: AthleteID, to details: ActivityDetails, at now: Date,
        in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            update activities.activity set
                revision = revision + 1, name = \(details.name), description = \(details.description),
                sport_type = \(details.sportType), visibility = \(details.visibility),
                hide_from_home = \(details.hideFromHome), trainer = \(details.trainer),
                commute = \(details.commute), hidden_facets = \(details.hiddenFacets.rawValue),
                gear_id = \(details.gear), updated_at = \(now)
            where athlete_id = \(athlete) and id = \(id)
            """)
    }

    /// Removes an activity; whether there was one.
    func delete(_ id: ActivityID, of athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            "delete from activities.activity where athlete_id = \(athlete) and id = \(id)")
    }

    // MARK: duplicates

    /// The statement that finds the activity with the same recording.
    static func sameContent(as digest: [UInt8], of athlete: AthleteID) -> SQL {
        "select id from activities.activity where athlete_id = \(athlete) and content_digest = \(digest)"
    }

    /// The statement that finds uploaded activities that overlap with a period.
    static func overlap(from start: Date, to end: Date, of athlete: AthleteID) -> SQL {
        let earliest = start.addingTimeInterval(-Double(ManualActivity.maximumElapsedSeconds))
        return """
            select id, started_at, elapsed_seconds, distance_meters, sport_type, external_id, device_name,
                start_latitude, start_longitude
            from activities.activity
            where athlete_id = \(athlete) and started_at between \(earliest) and \(end)
                and started_at + elapsed_seconds * interval '1 second' >= \(start) and upload_id is not null
            order by started_at desc, id desc limit \(Int32(DuplicateCandidate.maximumCount))
            """
    }

    /// Reads a row of `overlap`.
    static func duplicateCandidate(_ row: Row) throws -> DuplicateCandidate {
        var cursor = row.cursor
        return DuplicateCandidate(
            id: ActivityID(try cursor.next(Int64.self)), start: try cursor.next(),
            elapsedSeconds: Int(try cursor.next(Int32.self)), distanceMeters: try cursor.next(),
            sportType: SportType(rawValue: try cursor.next()) ?? .workout, externalID: try cursor.next(),
            deviceName: try cursor.next(), place: try coordinate(&cursor))
    }
}
