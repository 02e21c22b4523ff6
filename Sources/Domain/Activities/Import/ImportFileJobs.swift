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

/// Makes of each file of an import what it can: an activity, on the same road as an upload; in a dry run only
/// the verdict.
final class ImportFileJobs {
    private let platform: Platform
    private let blobs: any BlobStore
    private let computations: ComputationService
    private let uploadJobs: UploadJobs
    private let service: ImportService
    private let verdicts: ImportVerdictService
    private let manual: ImportManualService
    private let entries: ImportEntryStore
    private let results: ImportUndoStore
    private let publications = PublicationStore()

    init(
        platform: Platform, blobs: any BlobStore, computations: ComputationService, uploadJobs: UploadJobs,
        service: ImportService, verdicts: ImportVerdictService, manual: ImportManualService
    ) {
        self.verdicts = verdicts
        self.manual = manual
        self.platform = platform
        self.blobs = blobs
        self.computations = computations
        self.uploadJobs = uploadJobs
        self.service = service
        entries = ImportEntryStore(database: platform.database)
        results = ImportUndoStore(database: platform.database)
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
        if let figures = entry.note?.figures, entry.place == nil {
            return try await manual.settle(entry, figures, of: current)
        }
        do {
            let prepared = try await prepare(entry, of: current, in: archive)
            switch current.state {
            case .inspecting: try await inspect(prepared, of: current)
            default: try await publish(prepared, of: current)
            }
        } catch let error as ArchiveError where error.code != .system {
            let reason = Import.Reason(error.code.rawValue, error.message)
            try await verdicts.settle(entry, as: .init(.refused, reason), of: current)
        } catch let failure as UploadFailure {
            try await verdicts.settle(entry, as: .init(failure), of: current)
        }
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
                activities[index].details.name = String(
                    name.unicodeScalars.prefix(ActivityDetails.maximumNameLength))
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
            externalID: String(entry.fileName.unicodeScalars.prefix(UploadWishes.maximumExternalIDLength)),
            name: note?.name.map { String($0.unicodeScalars.prefix(ActivityDetails.maximumNameLength)) },
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
            try await self.verdicts.lock(current, in: transaction)
            var outcome = ImportEntry.Outcome(.new, preview: preview)
            do throws(UploadFailure) {
                _ = try UploadJobs.withoutDuplicates(
                    prepared.activities, of: prepared.upload, in: situation)
            } catch {
                outcome = .init(error)
                outcome.preview = preview
            }
            let twins = try await self.verdicts.twins(of: preview, current, in: transaction)
            if outcome.verdict == .new, let twin = twins.first {
                outcome.verdict = .duplicate
                outcome.reason = .init("duplicate", "Another file of the import is the same recording.")
                outcome.duplicateEntry = twin.number
            }
            return try await self.verdicts.write(
                outcome, on: prepared.entry, of: current, at: now, in: transaction)
        }
        service.report(after)
    }

    // MARK: the run

    private func publish(_ prepared: Prepared, of current: Import) async throws {
        let preview = try ImportEntry.Preview(prepared.activities, prepared.computed)
        var upload = prepared.upload
        do {
            // What is there already needn't be stored.
            let digests = prepared.computed.map(\.contentDigest)
            if let known = try await results.known(digests, of: current.athlete) {
                throw UploadFailure.duplicate(externalID: upload.fileName, of: known)
            }
            upload.file.digest = try await blobs.put(prepared.bytes).digest.bytes
            let (stored, now) = (upload, platform.clock.now)
            let after = try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
                transaction in
                try await transaction.execute(PublicationStore.publicationLock(of: current.athlete))
                try await self.verdicts.lock(current, in: transaction)
                try await transaction.execute(UploadStore.insertion(of: stored, requestKey: nil, at: now))
                var activities = prepared.activities
                try await self.verdicts.equip(
                    &activities, with: prepared.entry.note?.gear, of: current, at: now, in: transaction)
                let published = try await self.uploadJobs.publish(
                    activities, prepared.computed, of: stored, from: current.id, at: now, in: transaction)
                try await self.results.mark(
                    stored.id, asFrom: current.id, current.athlete, in: transaction)
                var outcome = ImportEntry.Outcome(.imported, preview: preview)
                outcome.upload = stored.id
                return try await self.verdicts.write(
                    outcome, on: prepared.entry, of: current, activities: published?.count ?? 0, at: now,
                    in: transaction)
            }
            service.report(after)
        } catch let failure as UploadFailure {
            var outcome = ImportEntry.Outcome(failure)
            outcome.preview = preview
            try await verdicts.settle(prepared.entry, as: outcome, of: current)
        }
    }
}

extension ImportEntry.Preview {
    /// The first of the activities that a file becomes.
    fileprivate init(_ activities: [Activity], _ computed: [ActivityComputation]) throws(UploadFailure) {
        guard let activity = activities.first, let first = computed.first else {
            throw UploadFailure(ActivityFileError(.noPoints, "The file has no points."))
        }
        self.init(activity, contentDigest: first.contentDigest)
    }

    /// What was entered by hand; the same entry once more has the same digest.
    init(entered activity: Activity) {
        let text =
            "\(activity.start.date.timeIntervalSince1970) \(activity.details.sportType.rawValue) "
            + "\(activity.figures.elapsedSeconds)"
        self.init(activity, contentDigest: SHA256.digest(of: Array(text.utf8)).bytes)
    }

    private init(_ activity: Activity, contentDigest: [UInt8]) {
        self.init(
            sportType: activity.details.sportType, name: activity.details.name, start: activity.start.date,
            elapsedSeconds: activity.figures.elapsedSeconds, distanceMeters: activity.figures.distanceMeters,
            contentDigest: contentDigest)
    }
}
