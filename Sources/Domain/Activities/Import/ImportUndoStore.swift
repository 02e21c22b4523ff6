import FoundationEssentials
import Kernel
import Postgres

/// What came of an import, for those who mark it and who remove it.
struct ImportUndoStore {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    /// The first of the activities with these recordings, where all of them are there.
    func known(_ digests: [[UInt8]], of athlete: AthleteID) async throws -> ActivityID? {
        let statements = digests.map { ActivityStore.sameContent(as: $0, of: athlete) }
        let found = try await database.batch(statements).compactMap { rows in
            try rows.first.map { ActivityID(try $0.decode(Int64.self)) }
        }
        return found.count == digests.count ? found.first : nil
    }

    /// Notes with which import the activities of an upload came.
    func mark(
        _ upload: UploadID, asFrom id: ImportID, _ athlete: AthleteID, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            update activities.activity set import_id = \(id)
            where athlete_id = \(athlete) and upload_id = \(upload)
            """)
    }

    /// The same of an activity without an upload.
    func mark(
        _ activity: ActivityID, asFrom id: ImportID, _ athlete: AthleteID, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            update activities.activity set import_id = \(id)
            where athlete_id = \(athlete) and id = \(activity)
            """)
    }

    /// An activity that was entered by hand and is the same in all that counts, or a recording of it.
    func twin(of activity: Activity, in transaction: Transaction) async throws -> ActivityID? {
        let end = activity.start.date.addingTimeInterval(Double(activity.figures.elapsedSeconds))
        let results = try await transaction.batch([
            """
            select id from activities.activity
            where athlete_id = \(activity.athlete) and started_at = \(activity.start.date)
                and sport_type = \(activity.details.sportType) and upload_id is null
                and elapsed_seconds = \(Int32(activity.figures.elapsedSeconds)) limit 1
            """,
            ActivityStore.overlap(from: activity.start.date, to: end, of: activity.athlete),
        ])
        if let same = try results[0].first.map({ ActivityID(try $0.decode(Int64.self)) }) { return same }
        let own = DuplicateCandidate(activity)
        return try results[1].map(ActivityStore.duplicateCandidate).first { $0.isDuplicate(of: own) }?.id
    }

    /// Some of the activities that came with an import, locked.
    func activities(
        from id: ImportID, of athlete: AthleteID, limit: Int, in transaction: Transaction
    ) async throws -> [Activity] {
        try await transaction.query(
            """
            select \(ActivityStore.columns) from activities.activity
            where athlete_id = \(athlete) and import_id = \(id)
            order by id limit \(Int32(limit)) for update
            """
        ).map(ActivityStore.activity)
    }

    /// Forgets the uploads of an import.
    func deleteUploads(from id: ImportID, of athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            delete from activities.upload using activities.import_entry
            where import_entry.athlete_id = \(athlete) and import_entry.import_id = \(id)
                and upload.athlete_id = import_entry.athlete_id and upload.id = import_entry.upload_id
            """)
    }
}
