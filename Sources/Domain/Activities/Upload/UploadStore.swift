import ActivityFiles
import Blobs
import FoundationEssentials
import Kernel
import Postgres

/// Uploads in `activities.upload`.
struct UploadStore {
    let database: Database

    private static let columns: SQL = """
        athlete_id, id, file_digest, byte_count, data_type, external_id, name, description, sport_type,
        trainer, commute, keep_duplicate, state, step, error, error_detail, activity_id
        """

    /// The columns, and the activities that the file became.
    private static let columnsAndActivities: SQL = """
        \(columns), array(
            select id from activities.activity
            where activity.athlete_id = upload.athlete_id and activity.upload_id = upload.id order by id)
        """

    /// The columns of an upload that has not ended, of which there are no activities yet.
    private static let columnsBeforeActivities: SQL = "\(columns), '{}'::bigint[]"

    /// An upload of that athlete.
    func find(_ id: UploadID, of athlete: AthleteID) async throws -> Upload? {
        try await database.query(
            """
            select \(UploadStore.columnsAndActivities) from activities.upload
            where athlete_id = \(athlete) and id = \(id)
            """
        ).first.map(UploadStore.upload)
    }

    /// The statement that finds an upload whose processing is about to end, and locks it until the
    /// transaction does.
    static func locking(_ id: UploadID, of athlete: AthleteID) -> SQL {
        """
        select \(columnsBeforeActivities) from activities.upload
        where athlete_id = \(athlete) and id = \(id) for update
        """
    }

    /// Notes that an upload is being decoded, and returns it; nil when its processing has ended.
    func begin(_ id: UploadID, of athlete: AthleteID, at now: Date) async throws -> Upload? {
        try await database.query(
            """
            update activities.upload set step = 'decoding', updated_at = \(now)
            where athlete_id = \(athlete) and id = \(id) and state = 'processing'
            returning \(UploadStore.columnsBeforeActivities)
            """
        ).first.map(UploadStore.upload)
    }

    /// The statement that inserts an upload that has just been received.
    static func insertion(of upload: Upload, requestKey: String?, at now: Date) -> SQL {
        let (file, wishes) = (upload.file, upload.wishes)
        return """
            insert into activities.upload (\(columns), created_at, updated_at, request_key)
            values (
                \(upload.athlete), \(upload.id), \(file.digest), \(Int64(file.byteCount)), \(file.dataType),
                \(wishes.externalID), \(wishes.name), \(wishes.description), \(wishes.sportType),
                \(wishes.trainer), \(wishes.commute), \(wishes.keepsDuplicate), 'processing', 'received',
                null, null, null, \(now), \(now), \(requestKey))
            """
    }

    /// The index that keeps a file from being taken twice under one request key.
    static let requestConstraint = "upload_request"

    /// The upload of a file that has been sent under that request key.
    func find(requestKey: String, digest: [UInt8], of athlete: AthleteID) async throws -> Upload? {
        try await database.query(
            """
            select \(UploadStore.columnsAndActivities) from activities.upload
            where athlete_id = \(athlete) and request_key = \(requestKey) and file_digest = \(digest)
            """
        ).first.map(UploadStore.upload)
    }

    /// The external ids of an athlete's uploads that haven't failed.
    func externalIDs(of athlete: AthleteID) async throws -> Set<String> {
        let rows = try await database.query(
            """
            select distinct external_id from activities.upload
            where athlete_id = \(athlete) and external_id is not null and state <> 'failed'
            """)
        return Set(try rows.decode(String.self))
    }

    /// How many of an athlete's uploads are still being processed.
    func countInProgress(of athlete: AthleteID) async throws -> Int {
        let rows = try await database.query(
            "select count(*) from activities.upload where athlete_id = \(athlete) and state = 'processing'")
        return Int(try rows.first?.decode(Int64.self) ?? 0)
    }

    /// Ends the processing of an upload, unless it has ended.
    func end(
        _ id: UploadID, of athlete: AthleteID, with outcome: UploadOutcome, at now: Date,
        in transaction: Transaction
    ) async throws {
        try await transaction.execute(UploadStore.ending(id, of: athlete, with: outcome, at: now))
    }

    /// The statement that ends the processing of an upload.
    static func ending(_ id: UploadID, of athlete: AthleteID, with outcome: UploadOutcome, at now: Date)
        -> SQL
    {
        let activity: ActivityID?
        let failure: UploadFailure?
        switch outcome {
        case .ready(let id): (activity, failure) = (id, nil)
        case .failed(let reason): (activity, failure) = (nil, reason)
        }
        let state = activity == nil ? "failed" : "ready"
        return """
            update activities.upload set
                state = \(state), step = \(state), activity_id = \(activity), error = \(failure?.text),
                error_detail = \(failure?.detail), updated_at = \(now)
            where athlete_id = \(athlete) and id = \(id) and state = 'processing'
            """
    }

    /// Notes that an activity of an upload has been deleted: the upload speaks of another one that is left,
    /// or says that there was one.
    func markDeleted(
        _ activity: ActivityID, of upload: UploadID, _ athlete: AthleteID, at now: Date,
        in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            with left_over as (
                select min(id) as id from activities.activity
                where athlete_id = \(athlete) and upload_id = \(upload) and id <> \(activity))
            update activities.upload set
                state = case when left_over.id is null then 'deleted' else 'ready' end,
                activity_id = left_over.id, updated_at = \(now)
            from left_over
            where upload.athlete_id = \(athlete) and upload.id = \(upload)
                and state = 'ready' and activity_id = \(activity)
            """)
    }

    /// Those of the blobs to which neither an upload refers that is or may become an activity, nor an import
    /// that isn't finished.
    func unneeded(among keys: [BlobKey]) async throws -> [BlobKey] {
        let rows = try await database.query(
            """
            select hex from unnest(\(keys.map(\.description))) as blob (hex)
            where not exists (
                select from activities.upload
                where file_digest = decode(hex, 'hex') and state in ('processing', 'ready'))
            and not exists (select from activities.import_archive where digest = decode(hex, 'hex'))
            """)
        return try rows.decode(String.self).compactMap(BlobKey.init(hex:))
    }

    // MARK: rows

    static func upload(_ row: Row) throws -> Upload {
        var cursor = row.cursor
        let athlete = AthleteID(try cursor.next(Int64.self))
        let id = UploadID(try cursor.next(Int64.self))
        return Upload(
            id: id, athlete: athlete, file: try file(&cursor), wishes: try wishes(&cursor),
            state: try state(&cursor), activities: try cursor.next([Int64].self).map { ActivityID($0) })
    }

    private static func file(_ cursor: inout RowCursor) throws -> OriginalFile {
        OriginalFile(
            digest: try cursor.next(), byteCount: Int(try cursor.next(Int64.self)),
            dataType: ActivityFileType(rawValue: try cursor.next()) ?? .gpx)
    }

    private static func wishes(_ cursor: inout RowCursor) throws -> UploadWishes {
        UploadWishes(
            externalID: try cursor.next(), name: try cursor.next(), description: try cursor.next(),
            sportType: try cursor.next(String?.self).flatMap { SportType(rawValue: $0) },
            trainer: try cursor.next(), commute: try cursor.next(), keepsDuplicate: try cursor.next())
    }

    private static func state(_ cursor: inout RowCursor) throws -> Upload.State {
        let state = try cursor.next(String.self)
        let step = Upload.Step(rawValue: try cursor.next()) ?? .received
        let error = try cursor.next(String?.self)
        let detail = try cursor.next(String?.self)
        let activity = try cursor.next(Int64?.self).map { ActivityID($0) }
        switch (state, activity, error) {
        case ("ready", let activity?, _): return .ready(activity)
        case ("failed", _, let error?): return .failed(UploadFailure(text: error, detail: detail))
        case ("deleted", _, _): return .deleted
        default: return .processing(step)
        }
    }
}
