import AccountExports
import ActivityFiles
import Archives
import Blobs
import Crypto
import EventLoop
import FoundationEssentials
import Jobs
import Kernel
import Postgres

/// The import doesn't go on: it is being undone, or the file has been dealt with.
struct ImportStopped: Error {}

/// Makes of each file of an import what it can: an activity, on the same road as an upload; in a dry run only
/// the verdict.
final class ImportFileJobs {
    private let platform: Platform
    private let blobs: any BlobStore
    private let computations: ComputationService
    private let uploadJobs: UploadJobs
    private let service: ImportService
    private let imports: ImportStore
    private let entries: ImportEntryStore
    private let results: ImportUndoStore
    private let gear: ImportGearStore
    private let publications = PublicationStore()

    init(
        platform: Platform, blobs: any BlobStore, computations: ComputationService, uploadJobs: UploadJobs,
        service: ImportService
    ) {
        self.platform = platform
        self.blobs = blobs
        self.computations = computations
        self.uploadJobs = uploadJobs
        self.service = service
        imports = ImportStore(database: platform.database)
        entries = ImportEntryStore(database: platform.database)
        results = ImportUndoStore(database: platform.database)
        gear = ImportGearStore(database: platform.database)
    }

    /// A file with what it would become.
    private struct Prepared {
        let entry: ImportEntry
        let upload: Upload
        let bytes: [UInt8]
        let computed: [ActivityComputation]
        var activities: [Activity]
    }

    /// Deals with a file that waits. Throws `ImportStopped` where the import doesn't go on, and what may help
    /// to try again; whatever is wrong with the file is a verdict.
    func settle(_ entry: ImportEntry, of current: Import, in archive: ZipArchive) async throws {
        do {
            let prepared = try await prepare(entry, of: current, in: archive)
            switch current.state {
            case .inspecting: try await inspect(prepared, of: current)
            default: try await publish(prepared, of: current)
            }
        } catch let error as ArchiveError where error.code != .system {
            let reason = Import.Reason(error.code.rawValue, error.message)
            try await settle(entry, as: .init(.refused, reason), of: current)
        } catch let failure as UploadFailure {
            try await settle(entry, as: .init(failure), of: current)
        }
    }

    /// Writes a verdict and the counts, and what else belongs to it; ends the import with its last file.
    func settle(
        _ entry: ImportEntry, as outcome: ImportEntry.Outcome, of current: Import,
        with more: ((Transaction) async throws -> Void)? = nil
    ) async throws {
        let now = platform.clock.now
        let after = try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
            transaction in
            try await self.lock(current, in: transaction)
            let after = try await self.write(outcome, on: entry, of: current, at: now, in: transaction)
            try await more?(transaction)
            return after
        }
        service.report(after)
    }

    // MARK: looking

    private func prepare(
        _ entry: ImportEntry, of current: Import, in archive: ZipArchive
    ) async throws -> Prepared {
        guard let place = entry.place else { throw ArchiveError(.damaged, "The file is gone.") }
        let bytes = try await platform.cpuLane.run {
            try archive.bytes(of: try archive.entry(place.index))
        }
        let file = OriginalFile(
            digest: [], byteCount: bytes.count, dataType: ImportFileJobs.dataType(of: entry.fileName))
        let upload = Upload(
            id: platform.ids.next(), athlete: current.athlete, file: file,
            wishes: ImportFileJobs.wishes(of: entry), state: .processing(.computing))
        let computed = try await computations.compute(upload, from: bytes)
        var activities = try await uploadJobs.activities(of: upload, computed)
        if current.export == .garmin { try await name(&activities, of: current) }
        return Prepared(
            entry: entry, upload: upload, bytes: bytes, computed: computed, activities: activities)
    }

    /// What an export says without saying of which file.
    private func name(_ activities: inout [Activity], of current: Import) async throws {
        for index in activities.indices {
            let start = Int64((activities[index].start.date.timeIntervalSince1970 * 1000).rounded())
            let note = try await entries.note(onStart: start, of: current.id, current.athlete)
            if let name = note?.name {
                activities[index].details.name = String(name.prefix(ActivityDetails.maximumNameLength))
            }
            if let description = note?.description { activities[index].details.description = description }
        }
    }

    private static func dataType(of name: String) -> ActivityFileType {
        let name = name.lowercased()
        return ActivityFileType.allCases.first { name.hasSuffix("." + $0.rawValue) } ?? .fit
    }

    private static func wishes(of entry: ImportEntry) -> UploadWishes {
        let note = entry.note
        return UploadWishes(
            externalID: String(entry.fileName.prefix(UploadWishes.maximumExternalIDLength)),
            name: note?.name.map { String($0.prefix(ActivityDetails.maximumNameLength)) },
            description: note?.description, sportType: note?.sport.flatMap(SportType.init(parsing:)),
            commute: note?.isCommute)
    }

    // MARK: the dry run

    /// The same verdict as the run would give, without what comes of it.
    private func inspect(_ prepared: Prepared, of current: Import) async throws {
        let preview = try ImportEntry.Preview(prepared.activities, prepared.computed)
        let now = platform.clock.now
        let after = try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
            transaction in
            let situation = try await self.publications.situation(
                of: prepared.upload, computed: prepared.computed, in: transaction)
            try await self.lock(current, in: transaction)
            var outcome = ImportEntry.Outcome(.new, preview: preview)
            do throws(UploadFailure) {
                _ = try UploadJobs.withoutDuplicates(
                    prepared.activities, of: prepared.upload, in: situation)
            } catch {
                outcome = .init(error)
                outcome.preview = preview
            }
            let twins = try await self.twins(of: preview, current, in: transaction)
            if outcome.verdict == .new, let twin = twins.first {
                outcome.verdict = .duplicate
                outcome.reason = .init("duplicate", "Another file of the import is the same recording.")
                outcome.duplicateEntry = twin.number
            }
            return try await self.write(outcome, on: prepared.entry, of: current, at: now, in: transaction)
        }
        service.report(after)
    }

    /// The files of the same import that would become the same activity.
    private func twins(
        of preview: ImportEntry.Preview, _ current: Import, in transaction: Transaction
    ) async throws -> [ImportEntry] {
        let candidates = try await entries.candidates(
            for: preview, of: current.id, current.athlete, in: transaction)
        let own = DuplicateCandidate(preview)
        return candidates.filter { entry in
            guard let other = entry.outcome.preview else { return false }
            return other.contentDigest == preview.contentDigest
                || own.isDuplicate(of: DuplicateCandidate(other))
        }
    }

    // MARK: the run

    private func publish(_ prepared: Prepared, of current: Import) async throws {
        let preview = try ImportEntry.Preview(prepared.activities, prepared.computed)
        var upload = prepared.upload
        upload.file.digest = try await blobs.put(prepared.bytes).digest.bytes
        let (stored, now) = (upload, platform.clock.now)
        do {
            let after = try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
                transaction in
                try await transaction.execute(PublicationStore.publicationLock(of: current.athlete))
                try await self.lock(current, in: transaction)
                try await transaction.execute(UploadStore.insertion(of: stored, requestKey: nil, at: now))
                var activities = prepared.activities
                try await self.equip(
                    &activities, with: prepared.entry.note?.gear, of: current, at: now, in: transaction)
                let published = try await self.uploadJobs.publish(
                    activities, prepared.computed, of: stored, from: current.id, at: now, in: transaction)
                try await self.results.mark(
                    stored.id, asFrom: current.id, current.athlete, in: transaction)
                var outcome = ImportEntry.Outcome(.imported, preview: preview)
                outcome.upload = stored.id
                return try await self.write(
                    outcome, on: prepared.entry, of: current, activities: published?.count ?? 0, at: now,
                    in: transaction)
            }
            service.report(after)
        } catch let failure as UploadFailure {
            var outcome = ImportEntry.Outcome(failure)
            outcome.preview = preview
            try await settle(prepared.entry, as: outcome, of: current)
        }
    }

    /// Gives activities the gear that an export names: the athlete's own of that name, else a new one.
    private func equip(
        _ activities: inout [Activity], with named: ActivityNote.Gear?, of current: Import, at now: Date,
        in transaction: Transaction
    ) async throws {
        guard let named, let first = activities.first else { return }
        let isBike = named.isBike ?? (first.details.sportType.discipline == .ride)
        let kind: GearID.Kind = isBike ? .bike : .shoes
        let name = String(named.name.prefix(GearChange.maximumNameLength))
        var id = try await gear.find(kind, named: name, of: current.athlete, in: transaction)
        if id == nil {
            let made = Gear(
                id: GearID(kind, platform.ids.next()), athlete: current.athlete,
                details: GearDetails(name: name), distanceMeters: 0, defaultSports: [])
            let isMade = try await gear.insert(made, from: current.id, at: now, in: transaction)
            if isMade { id = made.id }
        }
        for index in activities.indices { activities[index].details.gear = id }
    }

    // MARK: verdicts

    /// Keeps others from changing the import; throws where it doesn't go on.
    private func lock(_ current: Import, in transaction: Transaction) async throws {
        let locked = try await imports.lock(current.id, of: current.athlete, in: transaction)
        guard let locked, locked.state == current.state else { throw ImportStopped() }
    }

    private func write(
        _ outcome: ImportEntry.Outcome, on entry: ImportEntry, of current: Import, activities: Int = 0,
        at now: Date, in transaction: Transaction
    ) async throws -> Import {
        guard
            try await entries.settle(
                entry.number, of: current.id, current.athlete, outcome, in: transaction),
            let counted = try await imports.count(
                from: .waiting, to: outcome.verdict, activities: activities, of: current.id,
                current.athlete, at: now, in: transaction)
        else { throw ImportStopped() }
        return try await service.concluded(counted, at: now, in: transaction)
    }
}

extension ImportEntry.Preview {
    /// The first of the activities that a file becomes.
    fileprivate init(_ activities: [Activity], _ computed: [ActivityComputation]) throws(UploadFailure) {
        guard let activity = activities.first, let first = computed.first else {
            throw UploadFailure(ActivityFileError(.noPoints, "The file has no points."))
        }
        self.init(
            sportType: activity.details.sportType, name: activity.details.name, start: activity.start.date,
            elapsedSeconds: activity.figures.elapsedSeconds, distanceMeters: activity.figures.distanceMeters,
            contentDigest: first.contentDigest)
    }
}

extension DuplicateCandidate {
    /// What tells a file of an import apart from others.
    fileprivate init(_ preview: ImportEntry.Preview) {
        self.init(
            id: ActivityID(0), start: preview.start, elapsedSeconds: preview.elapsedSeconds,
            distanceMeters: preview.distanceMeters, sportType: preview.sportType)
    }
}
