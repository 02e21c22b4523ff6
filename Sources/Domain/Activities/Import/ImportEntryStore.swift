import AccountExports
import FoundationEssentials
import Kernel
import Postgres

/// The files of imports in `activities.import_entry`, and the notes on them.
struct ImportEntryStore {
    let database: Database

    private static let columns: SQL = """
        number, path, byte_count, archive, archive_index, note, verdict, reason_code, reason, sport_type,
        name, started_at, elapsed_seconds, distance_meters, content_digest, duplicate_of, duplicate_entry,
        upload_id, array(
            select id from activities.activity
            where activity.athlete_id = import_entry.athlete_id
                and activity.upload_id = import_entry.upload_id
            union all
            select id from activities.activity
            where activity.athlete_id = import_entry.athlete_id and activity.id = import_entry.activity_id
            order by id)
        """

    // MARK: reading

    /// A page of an import's files, in their order.
    func page(
        _ page: ImportEntryPage, of id: ImportID, _ athlete: AthleteID
    ) async throws -> [ImportEntry] {
        let filter: SQL =
            page.verdicts.isEmpty ? "" : "and verdict = any(\(page.verdicts.map(\.rawValue)))"
        return try await database.query(
            """
            select \(ImportEntryStore.columns) from activities.import_entry
            where athlete_id = \(athlete) and import_id = \(id) and number > \(Int32(page.after)) \(filter)
            order by number limit \(Int32(page.size))
            """
        ).map(ImportEntryStore.entry)
    }

    /// The files that wait among those from one number to another.
    func waiting(
        in range: ClosedRange<Int>, of id: ImportID, _ athlete: AthleteID
    ) async throws -> [ImportEntry] {
        try await database.query(
            """
            select \(ImportEntryStore.columns) from activities.import_entry
            where athlete_id = \(athlete) and import_id = \(id) and verdict = 'waiting'
                and number between \(Int32(range.lowerBound)) and \(Int32(range.upperBound))
            order by number
            """
        ).map(ImportEntryStore.entry)
    }

    /// The numbers of the files that wait.
    func waitingNumbers(of id: ImportID, _ athlete: AthleteID, in transaction: Transaction) async throws
        -> [Int]
    {
        try await transaction.query(
            """
            select number from activities.import_entry
            where athlete_id = \(athlete) and import_id = \(id) and verdict = 'waiting' order by number
            """
        ).decode(Int32.self).map(Int.init)
    }

    /// What an export says of an activity that began about then.
    func note(
        onStart milliseconds: Int64, of id: ImportID, _ athlete: AthleteID
    ) async throws -> ActivityNote? {
        let tolerance = Int64(ImportLimits.noteToleranceMilliseconds)
        return try await database.query(
            """
            select note from activities.import_note
            where athlete_id = \(athlete) and import_id = \(id)
                and start_milliseconds between \(milliseconds - tolerance) and \(milliseconds + tolerance)
            order by abs(start_milliseconds - \(milliseconds)) limit 1
            """
        ).first.map { try ImportEntryStore.note($0.decode(JSONText.self)) } ?? nil
    }

    /// The file of the same import that would become the same activity: the same content, or what overlaps.
    func candidates(
        for preview: ImportEntry.Preview, of id: ImportID, _ athlete: AthleteID, in transaction: Transaction
    ) async throws -> [ImportEntry] {
        let end = preview.start.addingTimeInterval(Double(preview.elapsedSeconds))
        let earliest = preview.start.addingTimeInterval(-Double(ManualActivity.maximumElapsedSeconds))
        return try await transaction.query(
            """
            select \(ImportEntryStore.columns) from activities.import_entry
            where athlete_id = \(athlete) and import_id = \(id) and verdict = 'new' and (
                content_digest = \(preview.contentDigest) or (
                    started_at between \(earliest) and \(end)
                    and started_at + elapsed_seconds * interval '1 second' >= \(preview.start)))
            order by number limit \(Int32(DuplicateCandidate.maximumCount))
            """
        ).map(ImportEntryStore.entry)
    }

    // MARK: writing

    /// Writes all files of an import, and the notes that don't say which file they are about, in place of
    /// what was there.
    func replace(
        _ entries: [ImportEntry], _ notes: [Int64: ActivityNote], of id: ImportID, _ athlete: AthleteID,
        in transaction: Transaction
    ) async throws {
        try await transaction.batch([
            "delete from activities.import_entry where athlete_id = \(athlete) and import_id = \(id)",
            "delete from activities.import_note where athlete_id = \(athlete) and import_id = \(id)",
        ])
        var files = RowBatches(entries.map(EntryRow.init))
        while let rows = try files.next() {
            try await transaction.execute(
                """
                insert into activities.import_entry (
                    athlete_id, import_id, number, path, byte_count, archive, archive_index, note, verdict,
                    reason_code, reason)
                select \(athlete), \(id), file.* from jsonb_to_recordset(\(JSONText(utf8: rows)))
                    as file (number integer, path text, byte_count bigint, archive integer,
                        archive_index integer, note jsonb, verdict text, reason_code text, reason text)
                """)
        }
        var told = RowBatches(notes.map { NoteRow(start: $0.key, note: $0.value) })
        while let rows = try told.next() {
            try await transaction.execute(
                """
                insert into activities.import_note (athlete_id, import_id, start_milliseconds, note)
                select \(athlete), \(id), told.*
                from jsonb_to_recordset(\(JSONText(utf8: rows))) as told (start bigint, note jsonb)
                """)
        }
    }

    /// Writes what has become of a file that waits; false where it doesn't wait any more.
    func settle(
        _ number: Int, of id: ImportID, _ athlete: AthleteID, _ outcome: ImportEntry.Outcome,
        in transaction: Transaction
    ) async throws -> Bool {
        let preview = outcome.preview
        return try await transaction.execute(
            """
            update activities.import_entry set
                verdict = \(outcome.verdict), reason_code = \(outcome.reason?.code),
                reason = \(outcome.reason?.message), sport_type = \(preview?.sportType),
                name = \(preview?.name), started_at = \(preview?.start),
                elapsed_seconds = \(preview.map { Int32($0.elapsedSeconds) }),
                distance_meters = \(preview?.distanceMeters), content_digest = \(preview?.contentDigest),
                duplicate_of = \(outcome.duplicateOf),
                duplicate_entry = \(outcome.duplicateEntry.map { Int32($0) }), upload_id = \(outcome.upload),
                activity_id = \(outcome.manualActivity)
            where athlete_id = \(athlete) and import_id = \(id) and number = \(Int32(number))
                and verdict = 'waiting'
            """) == 1
    }

    /// What a dry run would make an activity of waits again, and what it took for a duplicate: by then there
    /// may be more, or less.
    func waitAgain(_ id: ImportID, of athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            update activities.import_entry set verdict = 'waiting'
            where athlete_id = \(athlete) and import_id = \(id) and verdict in ('new', 'duplicate')
            """)
    }

    // MARK: rows

    private struct EntryRow: Encodable {
        let entry: ImportEntry

        init(_ entry: ImportEntry) {
            self.entry = entry
        }

        private enum CodingKeys: String, CodingKey {
            case number, path, archive, note, verdict, reason
            case byteCount = "byte_count"
            case archiveIndex = "archive_index"
            case reasonCode = "reason_code"
        }

        func encode(to encoder: any Encoder) throws {
            var row = encoder.container(keyedBy: CodingKeys.self)
            try row.encode(entry.number, forKey: .number)
            try row.encode(entry.path, forKey: .path)
            try row.encode(entry.byteCount, forKey: .byteCount)
            try row.encodeIfPresent(entry.place?.archive, forKey: .archive)
            try row.encodeIfPresent(entry.place?.index, forKey: .archiveIndex)
            try row.encodeIfPresent(entry.note, forKey: .note)
            try row.encode(entry.outcome.verdict.rawValue, forKey: .verdict)
            try row.encodeIfPresent(entry.outcome.reason?.code, forKey: .reasonCode)
            try row.encodeIfPresent(entry.outcome.reason?.message, forKey: .reason)
        }
    }

    private struct NoteRow: Encodable {
        let start: Int64
        let note: ActivityNote
    }

    private static func note(_ json: JSONText?) throws -> ActivityNote? {
        try json.map { try JSONDecoder().decode(ActivityNote.self, from: Data($0.utf8)) }
    }

    private static func entry(_ row: Row) throws -> ImportEntry {
        var cursor = row.cursor
        var entry = ImportEntry(
            number: Int(try cursor.next(Int32.self)), path: try cursor.next(),
            byteCount: Int(try cursor.next(Int64.self)), place: nil)
        let archive = try cursor.next(Int32?.self)
        let index = try cursor.next(Int32?.self)
        if let archive, let index { entry.place = .init(archive: Int(archive), index: Int(index)) }
        entry.note = try note(try cursor.next(JSONText?.self))
        entry.outcome = .init(try cursor.next(), try ImportStore.reason(&cursor))
        entry.outcome.preview = try preview(&cursor)
        entry.outcome.duplicateOf = try cursor.next(Int64?.self).map { ActivityID($0) }
        entry.outcome.duplicateEntry = try cursor.next(Int32?.self).map(Int.init)
        entry.outcome.upload = try cursor.next(Int64?.self).map { UploadID($0) }
        entry.outcome.activities = try cursor.next([Int64].self).map { ActivityID($0) }
        return entry
    }

    private static func preview(_ cursor: inout RowCursor) throws -> ImportEntry.Preview? {
        let sportType = try cursor.next(String?.self).flatMap { SportType(rawValue: $0) }
        let name = try cursor.next(String?.self)
        let start = try cursor.next(Date?.self)
        let elapsedSeconds = try cursor.next(Int32?.self)
        let distanceMeters = try cursor.next(Double?.self)
        let digest = try cursor.next([UInt8]?.self)
        guard let sportType, let name, let start, let elapsedSeconds, let distanceMeters, let digest else {
            return nil
        }
        return ImportEntry.Preview(
            sportType: sportType, name: name, start: start, elapsedSeconds: Int(elapsedSeconds),
            distanceMeters: distanceMeters, contentDigest: digest)
    }
}
