import AccountExports
import FoundationEssentials
import Kernel
import Postgres

/// Imports in `activities.import`, and their archives.
struct ImportStore {
    let database: Database

    private static let columns: SQL = """
        athlete_id, id, state, is_dry_run, file_name, byte_count, export, waiting_count, new_count,
        imported_count, duplicate_count, refused_count, ignored_count, activity_count, refusal_code, refusal,
        created_at, updated_at
        """

    // MARK: reading

    /// An import of that athlete.
    func find(_ id: ImportID, of athlete: AthleteID) async throws -> Import? {
        try await database.query(
            """
            select \(ImportStore.columns) from activities.import
            where athlete_id = \(athlete) and id = \(id)
            """
        ).first.map(ImportStore.importRow)
    }

    /// The import that was sent under that request key.
    func find(
        requestKey: String, of athlete: AthleteID, in executor: (any SQLExecutor)? = nil
    ) async throws -> Import? {
        try await (executor ?? database).query(
            """
            select \(ImportStore.columns) from activities.import
            where athlete_id = \(athlete) and request_key = \(requestKey)
            """
        ).first.map(ImportStore.importRow)
    }

    /// An athlete's imports below `before`, newest first.
    func list(of athlete: AthleteID, before: ImportID?, limit: Int) async throws -> [Import] {
        try await database.query(
            """
            select \(ImportStore.columns) from activities.import
            where athlete_id = \(athlete) and id < \(before?.rawValue ?? Int64.max)
            order by id desc limit \(Int32(limit))
            """
        ).map(ImportStore.importRow)
    }

    /// How many imports an athlete has, and how many of them aren't done.
    func counts(
        of athlete: AthleteID, in executor: (any SQLExecutor)? = nil
    ) async throws -> (all: Int, unfinished: Int) {
        let rows = try await (executor ?? database).query(
            """
            select count(*), count(*) filter (where state not in ('finished', 'refused'))
            from activities.import where athlete_id = \(athlete)
            """)
        let (all, unfinished) = try rows.first?.decode(Int.self, Int.self) ?? (0, 0)
        return (all, unfinished)
    }

    /// Dry runs that have been waiting since before the moment.
    func inspected(before moment: Date, limit: Int) async throws -> [(athlete: AthleteID, id: ImportID)] {
        try await database.query(
            """
            select athlete_id, id from activities.import
            where state = 'inspected' and updated_at < \(moment) order by updated_at limit \(Int32(limit))
            """
        ).map { row in
            let (athlete, id) = try row.decode(Int64.self, Int64.self)
            return (AthleteID(athlete), ImportID(id))
        }
    }

    /// The stored archives of an import, by number.
    func archives(of id: ImportID, _ athlete: AthleteID) async throws -> [Int: [UInt8]] {
        let rows = try await database.query(
            """
            select number, digest from activities.import_archive
            where athlete_id = \(athlete) and import_id = \(id)
            """
        ).decode(Int.self, [UInt8].self)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, $0.1) })
    }

    // MARK: writing

    /// An import that is going to be changed: locked until the transaction ends.
    func lock(_ id: ImportID, of athlete: AthleteID, in transaction: Transaction) async throws -> Import? {
        try await transaction.query(
            """
            select \(ImportStore.columns) from activities.import
            where athlete_id = \(athlete) and id = \(id) for update
            """
        ).first.map(ImportStore.importRow)
    }

    /// Inserts an import that has just been received, with its archive.
    func insert(
        _ new: Import, archive digest: [UInt8], requestKey: String?, in transaction: Transaction
    ) async throws {
        try await transaction.batch([
            """
            insert into activities.import (
                athlete_id, id, state, is_dry_run, file_name, byte_count, request_key, created_at, updated_at)
            values (
                \(new.athlete), \(new.id), \(new.state), \(new.isDryRun), \(new.fileName),
                \(Int64(new.byteCount)), \(requestKey), \(new.createdAt), \(new.updatedAt))
            """,
            ImportStore.insertion(ofArchive: 0, digest, of: new.id, new.athlete),
        ])
    }

    /// The statement that inserts an archive of an import.
    static func insertion(
        ofArchive number: Int, _ digest: [UInt8], of id: ImportID, _ athlete: AthleteID
    ) -> SQL {
        """
        insert into activities.import_archive (athlete_id, import_id, number, digest)
        values (\(athlete), \(id), \(number), \(digest))
        on conflict on constraint import_archive_pkey do update set digest = excluded.digest
        """
    }

    /// Writes what is going on with an import from now on.
    func setState(
        _ state: Import.State, of id: ImportID, _ athlete: AthleteID, at now: Date,
        in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            update activities.import set state = \(state), updated_at = \(now)
            where athlete_id = \(athlete) and id = \(id)
            """)
    }

    /// Writes that the archive as a whole can't be used.
    func refuse(
        _ id: ImportID, of athlete: AthleteID, _ reason: Import.Reason, at now: Date,
        in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            update activities.import set state = 'refused', refusal_code = \(reason.code),
                refusal = \(reason.message), updated_at = \(now)
            where athlete_id = \(athlete) and id = \(id)
            """)
    }

    /// Writes what was found in an archive.
    func setExport(
        _ export: AccountExport, of id: ImportID, _ athlete: AthleteID, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            update activities.import set export = \(export.rawValue)
            where athlete_id = \(athlete) and id = \(id)
            """)
    }

    /// Moves a file from one verdict to another in the counts, with what it has become; the import as it is
    /// then.
    func count(
        from old: ImportEntry.Verdict, to new: ImportEntry.Verdict, activities: Int, of id: ImportID,
        _ athlete: AthleteID, at now: Date, in transaction: Transaction
    ) async throws -> Import? {
        func step(_ verdict: ImportEntry.Verdict) -> Int {
            (verdict == new ? 1 : 0) - (verdict == old ? 1 : 0)
        }
        return try await transaction.query(
            """
            update activities.import set
                waiting_count = waiting_count + \(step(.waiting)), new_count = new_count + \(step(.new)),
                imported_count = imported_count + \(step(.imported)),
                duplicate_count = duplicate_count + \(step(.duplicate)),
                refused_count = refused_count + \(step(.refused)),
                ignored_count = ignored_count + \(step(.ignored)),
                activity_count = activity_count + \(activities), updated_at = \(now)
            where athlete_id = \(athlete) and id = \(id)
            returning \(ImportStore.columns)
            """
        ).first.map(ImportStore.importRow)
    }

    /// Counts the files anew; the import as it is then.
    func recount(_ id: ImportID, of athlete: AthleteID, in transaction: Transaction) async throws -> Import? {
        try await transaction.query(
            """
            with counted as (
                select count(*) filter (where verdict = 'waiting') as waiting,
                    count(*) filter (where verdict = 'new') as new,
                    count(*) filter (where verdict = 'imported') as imported,
                    count(*) filter (where verdict = 'duplicate') as duplicate,
                    count(*) filter (where verdict = 'refused') as refused,
                    count(*) filter (where verdict = 'ignored') as ignored
                from activities.import_entry where athlete_id = \(athlete) and import_id = \(id))
            update activities.import set waiting_count = waiting, new_count = new,
                imported_count = imported, duplicate_count = duplicate, refused_count = refused,
                ignored_count = ignored
            from counted where athlete_id = \(athlete) and id = \(id)
            returning \(ImportStore.columns)
            """
        ).first.map(ImportStore.importRow)
    }

    /// Forgets the stored archives of an import; the blob store removes what nobody refers to.
    func deleteArchives(of id: ImportID, _ athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            "delete from activities.import_archive where athlete_id = \(athlete) and import_id = \(id)")
    }

    /// Forgets an import with its files, notes and archives.
    func delete(_ id: ImportID, of athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            "delete from activities.import where athlete_id = \(athlete) and id = \(id)")
    }

    // MARK: rows

    static func importRow(_ row: Row) throws -> Import {
        var cursor = row.cursor
        let athlete = AthleteID(try cursor.next(Int64.self))
        let id = ImportID(try cursor.next(Int64.self))
        let state = try cursor.next(Import.State.self)
        let isDryRun = try cursor.next(Bool.self)
        let fileName = try cursor.next(String.self)
        let byteCount = Int(try cursor.next(Int64.self))
        let export = try cursor.next(String?.self).flatMap(AccountExport.init)
        var counts = Import.Counts()
        for verdict in ImportEntry.Verdict.allCases {
            counts.byVerdict[verdict] = Int(try cursor.next(Int32.self))
        }
        counts.activities = Int(try cursor.next(Int32.self))
        let refusal = try reason(&cursor)
        return Import(
            id: id, athlete: athlete, state: state, isDryRun: isDryRun, fileName: fileName,
            byteCount: byteCount, export: export, counts: counts, refusal: refusal,
            createdAt: try cursor.next(), updatedAt: try cursor.next())
    }

    static func reason(_ cursor: inout RowCursor) throws -> Import.Reason? {
        let code = try cursor.next(String?.self)
        let message = try cursor.next(String?.self)
        return code.map { Import.Reason($0, message ?? "") }
    }
}

extension Import.State: SQLValue {}
extension ImportEntry.Verdict: SQLValue {}
