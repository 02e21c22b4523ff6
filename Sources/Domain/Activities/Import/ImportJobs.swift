import AccountExports
import Archives
import Blobs
import Crypto
import EventLoop
import FoundationEssentials
import Jobs
import Kernel
import Postgres
import Telemetry

/// The job that finds out what is in an archive.
struct ReadImport: Job {
    static let kind = "activities.read_import"
    let athlete: AthleteID
    let id: ImportID
}

/// The job that looks after some files of an import: those that wait from one number to another.
struct ImportFiles: Job {
    static let kind = "activities.import_files"
    let athlete: AthleteID
    let id: ImportID
    let first: Int
    let last: Int
}

/// The job that removes all that came of an import.
struct UndoImport: Job {
    static let kind = "activities.undo_import"
    let athlete: AthleteID
    let id: ImportID
}

/// What is done with imports in the background.
///
/// Every file is one transaction, which writes its verdict, what came of it and the import's counts: however
/// often a job is begun, each file is dealt with once.
final class ImportJobs {
    /// For reading an archive of gigabytes, and for removing thousands of activities.
    private static let timeout = Duration.seconds(3600)

    private let platform: Platform
    private let blobs: any BlobStore
    private let directory: String
    private let service: ImportService
    private let verdicts: ImportVerdictService
    private let files: ImportFileJobs
    private let undoing: ImportUndoJobs
    private let imports: ImportStore
    private let entries: ImportEntryStore
    /// Called before each file; where a test can make the job fail.
    var interruption: ((ImportEntry) throws -> Void)?

    init(
        platform: Platform, blobs: any BlobStore, directory: String, service: ImportService,
        verdicts: ImportVerdictService, files: ImportFileJobs, activities: ActivityService
    ) {
        self.verdicts = verdicts
        self.platform = platform
        self.blobs = blobs
        self.directory = directory
        self.service = service
        self.files = files
        undoing = ImportUndoJobs(platform: platform, activities: activities)
        imports = ImportStore(database: platform.database)
        entries = ImportEntryStore(database: platform.database)
    }

    var handlers: [JobHandler] {
        [
            .job(ReadImport.self, concurrencyLimit: 1, timeout: ImportJobs.timeout) {
                [self] job, context in try await read(job, context)
            },
            .job(ImportFiles.self, priority: .bulk, concurrencyLimit: ImportLimits.concurrencyLimit) {
                [self] job, context in try await work(job, context)
            },
            .job(UndoImport.self, concurrencyLimit: 1, timeout: ImportJobs.timeout) {
                [undoing] job, context in try await undoing.undo(job, context)
            },
        ]
    }

    var schedules: [Schedule] {
        [
            Schedule("activities.forget_dry_run_imports", .daily(hour: 2, minute: 10)) { [service] context in
                let count = try await service.undoForgotten()
                if count > 0 { context.log.info("activities.dry_runs_forgotten", ["count": .init(count)]) }
            }
        ]
    }

    // MARK: reading

    private func read(_ job: ReadImport, _ context: JobContext) async throws {
        guard let current = try await imports.find(job.id, of: job.athlete), current.state == .reading else {
            return
        }
        do {
            if context.attempt > UploadJobs.maximumAttempts {
                throw ArchiveError(.damaged, "The server could not read the archive.")
            }
            let (listing, inner) = try await list(current)
            try await begin(current, listing, inner, context)
        } catch let error as ArchiveError where error.code != .system {
            let reason = Import.Reason(error.code.rawValue, error.message)
            let now = platform.clock.now
            let refused = try await platform.database.transaction { transaction in
                let locked = try await self.imports.lock(job.id, of: job.athlete, in: transaction)
                guard let locked, locked.state == .reading else { return locked }
                let refused = try await self.service.refuse(locked, reason, at: now, in: transaction)
                try await context.complete(in: transaction)
                return refused
            }
            if let refused { service.report(refused) }
        }
    }

    /// What is in the archive and in those inside of it, which are stored by themselves.
    private func list(_ current: Import) async throws -> (ImportListing, inner: [Int: BlobKey]) {
        let file = try await openArchive(0, of: current)
        let (directory, byteCount) = (directory, current.byteCount)
        var reader = try await platform.cpuLane.run {
            var reader = try ArchiveReader(path: file.path, byteCount: byteCount)
            try reader.list()
            return reader
        }
        var keys: [Int: BlobKey] = [:]
        while true {
            let before = reader
            let (after, inner) = try await platform.diskLane.run {
                var reader = before
                let inner = try reader.next(into: directory)
                return (reader, inner)
            }
            reader = after
            guard let inner else { break }
            keys[inner.number] = try await blobs.put(fileAt: inner.path)
        }
        return (reader.listing, keys)
    }

    private func begin(
        _ current: Import, _ listing: ImportListing, _ inner: [Int: BlobKey], _ context: JobContext
    ) async throws {
        let (id, athlete, now) = (current.id, current.athlete, platform.clock.now)
        let begun = try await platform.database.transaction { transaction -> Import? in
            let locked = try await self.imports.lock(id, of: athlete, in: transaction)
            guard let locked, locked.state == .reading else { return nil }
            try await self.entries.replace(
                listing.entries, listing.notes.byStart, of: id, athlete, in: transaction)
            for (number, key) in inner {
                try await transaction.execute(
                    ImportStore.insertion(ofArchive: number, key.digest.bytes, of: id, athlete))
            }
            try await self.imports.setExport(listing.export, of: id, athlete, in: transaction)
            let begun = try await self.service.begin(
                locked.isDryRun ? .inspecting : .running, id, of: athlete, at: now, in: transaction)
            try await context.complete(in: transaction)
            return begun
        }
        if let begun { service.report(begun) }
    }

    private func openArchive(_ number: Int, of current: Import) async throws -> BlobFile {
        let archives = try await imports.archives(of: current.id, current.athlete)
        guard let key = archives[number].flatMap({ Digest($0) }).map({ BlobKey($0) }) else {
            throw ArchiveError(.damaged, "The archive is gone.")
        }
        return try await blobs.file(of: key)
    }

    // MARK: files

    private func work(_ job: ImportFiles, _ context: JobContext) async throws {
        guard let current = try await imports.find(job.id, of: job.athlete), current.state.isWorking else {
            return
        }
        let waiting = try await entries.waiting(
            in: job.first...max(job.first, job.last), of: job.id, job.athlete)
        if context.attempt > UploadJobs.maximumAttempts, let suspect = waiting.first {
            return try await passOver(suspect, job, current, context)
        }
        var open: [Int: ZipArchive] = [:]
        do {
            for entry in waiting {
                try interruption?(entry)
                let archive = try await self.archive(of: entry, current, &open)
                try await files.settle(entry, of: current, in: archive)
            }
        } catch is ImportStopped {
            // It is being undone, or another worker was faster.
            return
        }
    }

    private func archive(
        of entry: ImportEntry, _ current: Import, _ open: inout [Int: ZipArchive]
    ) async throws -> ZipArchive {
        let number = entry.place?.archive ?? 0
        if let archive = open[number] { return archive }
        let file = try await openArchive(number, of: current)
        let archive = try await platform.diskLane.run {
            try ZipArchive(path: file.path, limits: ArchiveReader.limits)
        }
        open[number] = archive
        return archive
    }

    /// What waits longest is what the job died of, again and again: it is given up, and the rest begun anew.
    private func passOver(
        _ suspect: ImportEntry, _ job: ImportFiles, _ current: Import, _ context: JobContext
    ) async throws {
        let reason = Import.Reason("failed", "The server could not read the file.")
        do {
            try await verdicts.settle(suspect, as: .init(.refused, reason), of: current) { transaction in
                let rest = ImportFiles(
                    athlete: job.athlete, id: job.id, first: suspect.number + 1,
                    last: max(job.last, suspect.number + 1))
                try await self.platform.outbox.enqueue(rest, in: transaction)
                try await context.complete(in: transaction)
            }
        } catch is ImportStopped { return }
    }
}
