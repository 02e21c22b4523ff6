import Archives
import Blobs
import Crypto
import EventLoop
import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// Takes archives, shows how far they are, and undoes them. Confined to its loop.
package final class ImportService {
    /// Is told how far an import is, at most once a second for each, and how it ends.
    package typealias ProgressListener = (Import) -> Void

    private let platform: Platform
    private let blobs: any BlobStore
    private let imports: ImportStore
    private let entries: ImportEntryStore
    private let gear: ImportGearStore
    private var listeners: [ProgressListener] = []
    private var reportedAt: [ImportID: Uptime] = [:]

    init(platform: Platform, blobs: any BlobStore) {
        self.platform = platform
        self.blobs = blobs
        imports = ImportStore(database: platform.database)
        entries = ImportEntryStore(database: platform.database)
        gear = ImportGearStore(database: platform.database)
    }

    // MARK: reading

    /// One of the caller's own imports; 404 for all others.
    package func find(_ id: ImportID, of athlete: AthleteID) async throws -> Import {
        guard let found = try await imports.find(id, of: athlete) else { throw Fault.notFound("Import") }
        return found
    }

    /// What has ended, as an event said; nil where it is gone, or goes on by now.
    package func ended(_ event: ImportEnded) async throws -> Import? {
        guard let found = try await imports.find(event.id, of: event.athlete), found.state == event.state
        else {
            return nil
        }
        return found
    }

    /// An athlete's imports below `before`, newest first.
    func list(of athlete: AthleteID, before: ImportID?, limit: Int) async throws -> [Import] {
        try await imports.list(of: athlete, before: before, limit: limit)
    }

    /// A page of the files of one of the caller's own imports.
    func entries(_ page: ImportEntryPage, of id: ImportID, _ athlete: AthleteID) async throws -> [ImportEntry]
    {
        _ = try await find(id, of: athlete)
        return try await entries.page(page, of: id, athlete)
    }

    // MARK: progress

    /// Calls `listener` with what can be told of imports; for the modules to the right.
    package func onProgress(_ listener: @escaping ProgressListener) {
        listeners.append(listener)
    }

    /// Tells how far an import is, unless that was told a moment ago and it goes on.
    func report(_ current: Import) {
        let now = platform.loop.now
        if current.state.isWorking || current.state == .reading {
            if let last = reportedAt[current.id], now - last < ImportLimits.progressInterval { return }
            // Those that ended on another loop.
            if reportedAt.count >= ImportLimits.rows { reportedAt.removeAll() }
            reportedAt[current.id] = now
        } else {
            reportedAt[current.id] = nil
        }
        for listener in listeners { listener(current) }
    }

    // MARK: taking

    /// The import that an earlier attempt of the same request has made, whose answer got lost. Throws where
    /// there is none, and the athlete has as many as may be: to be asked before gigabytes are read, and again
    /// behind what keeps others from adding.
    func firstAttempt(
        _ requestKey: String?, from athlete: AthleteID, in executor: (any SQLExecutor)? = nil
    ) async throws -> Import? {
        if let requestKey,
            let first = try await imports.find(requestKey: requestKey, of: athlete, in: executor)
        {
            return first
        }
        let (all, unfinished) = try await imports.counts(of: athlete, in: executor)
        if unfinished >= ImportLimits.unfinished {
            throw Fault.conflict("Import", "state", "\(unfinished) imports are not finished")
        }
        if all >= ImportLimits.kept { throw Fault.forbidden("Import", "id", "exceeded") }
        return nil
    }

    /// Stores an archive, and asks for its reading: what this returns survives the server's death.
    ///
    /// Throws a `Fault` for what plainly is no archive that can be used; then nothing is stored.
    func accept(
        fileAt path: String, byteCount: Int, _ form: ImportForm, from athlete: AthleteID
    ) async throws -> Import {
        do {
            try await platform.diskLane.run { _ = try ArchiveReader(path: path, byteCount: byteCount) }
        } catch let error as ArchiveError where error.code != .system {
            throw error.fault
        }
        // Others may have come while this one was on its way; there is no need to store it then.
        if let first = try await firstAttempt(form.requestKey, from: athlete) { return first }
        let key: BlobKey
        do {
            key = try await blobs.put(fileAt: path)
        } catch BlobError.full {
            throw Fault(.unavailable(retryAfterSeconds: 60), "The server has no room for files")
        }
        let now = platform.clock.now
        let new = Import(
            id: platform.ids.next(), athlete: athlete, state: .reading, isDryRun: form.isDryRun,
            fileName: form.fileName, byteCount: byteCount, createdAt: now, updatedAt: now)
        let first = try await platform.database.transaction { transaction -> Import? in
            try await transaction.execute(PublicationStore.publicationLock(of: athlete))
            let first = try await self.firstAttempt(form.requestKey, from: athlete, in: transaction)
            guard first == nil else { return first }
            try await self.imports.insert(
                new, archive: key.digest.bytes, requestKey: form.requestKey, in: transaction)
            try await self.platform.outbox.enqueue(
                ReadImport(athlete: athlete, id: new.id), in: transaction)
            return nil
        }
        if let first { return first }
        report(new)
        return new
    }

    // MARK: going on

    /// Runs an import after its dry run: what it would make activities of, becomes them.
    func run(_ id: ImportID, of athlete: AthleteID) async throws -> Import {
        let now = platform.clock.now
        let running = try await platform.database.transaction { transaction in
            guard let current = try await self.imports.lock(id, of: athlete, in: transaction) else {
                throw Fault.notFound("Import")
            }
            guard current.state == .inspected else {
                throw Fault.conflict("Import", "state", current.state.rawValue)
            }
            try await self.entries.waitAgain(id, of: athlete, in: transaction)
            return try await self.begin(.running, id, of: athlete, at: now, in: transaction)
        }
        report(running)
        return running
    }

    /// Begins to work on the files that wait, in jobs of a few files; ends at once where none does.
    func begin(
        _ state: Import.State, _ id: ImportID, of athlete: AthleteID, at now: Date,
        in transaction: Transaction
    ) async throws -> Import {
        try await imports.setState(state, of: id, athlete, at: now, in: transaction)
        let waiting = try await entries.waitingNumbers(of: id, athlete, in: transaction)
        let size = max(ImportLimits.chunk, (waiting.count + ImportLimits.jobs - 1) / ImportLimits.jobs)
        for start in stride(from: 0, to: waiting.count, by: size) {
            let last = waiting[min(start + size, waiting.count) - 1]
            let job = ImportFiles(athlete: athlete, id: id, first: waiting[start], last: last)
            try await platform.outbox.enqueue(job, in: transaction)
        }
        guard let current = try await imports.recount(id, of: athlete, in: transaction) else {
            throw Fault.notFound("Import")
        }
        return try await concluded(current, at: now, in: transaction)
    }

    /// The import as it is now: ended, if no file waits any more, with what has to be told.
    func concluded(_ current: Import, at now: Date, in transaction: Transaction) async throws -> Import {
        guard current.state.isWorking, current.counts[.waiting] == 0 else { return current }
        var ended = current
        ended.state = current.state == .running ? .finished : .inspected
        try await imports.setState(ended.state, of: ended.id, ended.athlete, at: now, in: transaction)
        if ended.state == .finished {
            try await imports.deleteArchives(of: ended.id, ended.athlete, in: transaction)
            try await gear.deleteUnused(madeFor: ended.id, of: ended.athlete, in: transaction)
        }
        try await platform.outbox.publish(
            ImportEnded(athlete: ended.athlete, id: ended.id, state: ended.state), in: transaction)
        return ended
    }

    /// Ends an import whose archive as a whole can't be used.
    func refuse(
        _ current: Import, _ reason: Import.Reason, at now: Date, in transaction: Transaction
    ) async throws -> Import {
        try await imports.refuse(current.id, of: current.athlete, reason, at: now, in: transaction)
        try await imports.deleteArchives(of: current.id, current.athlete, in: transaction)
        try await platform.outbox.publish(
            ImportEnded(athlete: current.athlete, id: current.id, state: .refused), in: transaction)
        var refused = current
        refused.state = .refused
        refused.refusal = reason
        return refused
    }

    // MARK: undoing

    /// Begins to undo an import, whatever is going on with it: from now on nothing more comes of it. Where
    /// that was begun a while ago, its job may have been given up, so there is another one: two do no harm.
    func undo(_ id: ImportID, of athlete: AthleteID) async throws -> Import {
        let now = platform.clock.now
        let undone = try await platform.database.transaction { transaction in
            guard var current = try await self.imports.lock(id, of: athlete, in: transaction) else {
                throw Fault.notFound("Import")
            }
            if current.state == .undoing,
                now.timeIntervalSince(current.updatedAt) < ImportLimits.undoSeconds
            {
                return current
            }
            current.state = .undoing
            try await self.imports.setState(.undoing, of: id, athlete, at: now, in: transaction)
            try await self.platform.outbox.enqueue(UndoImport(athlete: athlete, id: id), in: transaction)
            return current
        }
        report(undone)
        return undone
    }

    /// Begins to undo the dry runs that nobody came back to; returns how many.
    func undoForgotten() async throws -> Int {
        let moment = platform.clock.now.addingTimeInterval(-86_400 * Double(ImportLimits.inspectedDays))
        let forgotten = try await imports.inspected(before: moment, limit: ImportLimits.rows)
        for (athlete, id) in forgotten { _ = try await undo(id, of: athlete) }
        return forgotten.count
    }
}

extension ArchiveError {
    /// The answer where an archive can be seen to be unusable before it is stored.
    var fault: Fault {
        let isTooLarge = code == .tooLarge || code == .tooManyEntries
        return Fault(
            isTooLarge ? .tooLarge : .badRequest, message,
            [.init(resource: "Import", field: "file", code: code.rawValue)])
    }
}
