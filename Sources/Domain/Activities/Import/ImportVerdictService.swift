import AccountExports
import FoundationEssentials
import Kernel
import Postgres

/// The import doesn't go on: it is being undone, or the file has been dealt with.
struct ImportStopped: Error {}

/// Writes the verdicts on the files of imports, each with the counts and what else belongs to it.
final class ImportVerdictService {
    private let platform: Platform
    private let service: ImportService
    private let imports: ImportStore
    private let entries: ImportEntryStore
    private let gear: ImportGearStore

    init(platform: Platform, service: ImportService) {
        self.platform = platform
        self.service = service
        imports = ImportStore(database: platform.database)
        entries = ImportEntryStore(database: platform.database)
        gear = ImportGearStore(database: platform.database)
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

    /// Keeps others from changing the import; throws where it doesn't go on.
    func lock(_ current: Import, in transaction: Transaction) async throws {
        let locked = try await imports.lock(current.id, of: current.athlete, in: transaction)
        guard let locked, locked.state == current.state else { throw ImportStopped() }
    }

    /// Writes a verdict on a file that waits, and the counts; the import as it is then, perhaps at its end.
    func write(
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

    /// The files of the same import that would become the same activity.
    func twins(
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

    /// Gives activities the gear that an export names: the athlete's own of that name, else a new one.
    func equip(
        _ activities: inout [Activity], with named: ActivityNote.Gear?, of current: Import, at now: Date,
        in transaction: Transaction
    ) async throws {
        guard let named, !named.name.isEmpty, let first = activities.first else { return }
        let isBike = named.isBike ?? (first.details.sportType.discipline == .ride)
        let kind: GearID.Kind = isBike ? .bike : .shoes
        // As PostgreSQL counts, whose check would fail for good: one emoji may be seven of its characters.
        let name = String(named.name.unicodeScalars.prefix(GearChange.maximumNameLength))
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
}

extension DuplicateCandidate {
    /// What tells a file of an import apart from others.
    fileprivate init(_ preview: ImportEntry.Preview) {
        self.init(
            id: ActivityID(0), start: preview.start, elapsedSeconds: preview.elapsedSeconds,
            distanceMeters: preview.distanceMeters, sportType: preview.sportType)
    }
}
