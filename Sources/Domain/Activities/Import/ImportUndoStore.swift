import FoundationEssentials
import Kernel
import Postgres

/// What came of an import, for those who mark it and who remove it.
struct ImportUndoStore {
    private let activities: ActivityStore

    init(database: Database) {
        activities = ActivityStore(database: database)
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
