import FoundationEssentials
import Jobs
import Kernel
import Postgres

/// Removes all that came of an import, on the same road as what is deleted by hand. Begun again after an
/// interruption, it does what is left. The files go from the blob store when nobody refers to them any more.
final class ImportUndoJobs {
    private let platform: Platform
    private let activities: ActivityService
    private let imports: ImportStore
    private let results: ImportUndoStore
    private let gear: ImportGearStore

    init(platform: Platform, activities: ActivityService) {
        self.platform = platform
        self.activities = activities
        imports = ImportStore(database: platform.database)
        results = ImportUndoStore(database: platform.database)
        gear = ImportGearStore(database: platform.database)
    }

    func undo(_ job: UndoImport, _ context: JobContext) async throws {
        while case let removed = try await removeSome(job), !removed.isEmpty {
            try Task.checkCancellation()
            await platform.changes.record(removed.map { .activity($0) })
        }
        try await platform.database.transaction { transaction in
            try await self.results.deleteUploads(from: job.id, of: job.athlete, in: transaction)
            try await self.gear.deleteUnused(madeFor: job.id, of: job.athlete, in: transaction)
            try await self.imports.delete(job.id, of: job.athlete, in: transaction)
            try await context.complete(in: transaction)
        }
    }

    private func removeSome(_ job: UndoImport) async throws -> [ActivityID] {
        let now = platform.clock.now
        return try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
            transaction in
            let some = try await self.results.activities(
                from: job.id, of: job.athlete, limit: ImportLimits.undoChunk, in: transaction)
            for activity in some {
                try await self.activities.remove(activity, at: now, in: transaction)
            }
            return some.map(\.id)
        }
    }
}
