import Blobs
import Jobs
import Kernel
import Telemetry

/// Removes from the blob store what nobody needs any more: what interrupted uploads have left, the
/// originals of deleted activities and of files that no activity came of, and the archives of finished
/// imports.
///
/// Several uploads may share a blob, and the same bytes may arrive again at any moment. So a blob goes only
/// if nothing refers to it that is or may become an activity, and if nobody has put it for longer than any
/// upload takes from its put to its row.
final class OriginalFileJobs {
    /// How often interrupted puts are cleared away.
    static let sweepInterval = Duration.seconds(3600)
    /// Older than any put takes.
    static let leftoverAgeSeconds: Int64 = 6 * 3600
    /// How long a file stays in any case: longer than any upload takes until its row is committed, and long
    /// enough to look at one that was refused.
    static let unusedAgeSeconds: Int64 = 24 * 3600
    /// Files in one question to the database.
    static let pageSize = 1000
    /// For a walk through all files.
    static let timeout = Duration.seconds(3600)

    private let platform: Platform
    private let blobs: any BlobStore
    private let uploads: UploadStore

    init(platform: Platform, blobs: any BlobStore) {
        self.platform = platform
        self.blobs = blobs
        uploads = UploadStore(database: platform.database)
    }

    var schedules: [Schedule] {
        [
            Schedule("activities.sweep_blobs", .every(OriginalFileJobs.sweepInterval)) { [self] context in
                let before = platform.clock.unixSeconds - OriginalFileJobs.leftoverAgeSeconds
                let count = try await blobs.sweep(leftBefore: before)
                if count > 0 { context.log.info("activities.blobs_swept", ["count": .init(count)]) }
            },
            Schedule(
                "activities.remove_unused_files", .daily(hour: 2, minute: 40),
                timeout: OriginalFileJobs.timeout
            ) { [self] context in
                let before = platform.clock.unixSeconds - OriginalFileJobs.unusedAgeSeconds
                let count = try await removeUnused(lastPutBefore: before)
                context.log.info("activities.unused_files_removed", ["count": .init(count)])
            },
        ]
    }

    /// Removes every file that nobody refers to and nobody has put since; returns how many. Begun again
    /// after an interruption, it does what is left.
    func removeUnused(lastPutBefore unixSeconds: Int64) async throws -> Int {
        var count = 0
        for byte in UInt8.min...UInt8.max {
            try Task.checkCancellation()
            let keys = try await blobs.keys(beginningWith: byte, lastPutBefore: unixSeconds)
            for start in stride(from: 0, to: keys.count, by: OriginalFileJobs.pageSize) {
                let page = keys[start..<min(start + OriginalFileJobs.pageSize, keys.count)]
                for key in try await uploads.unneeded(among: Array(page)) {
                    if try await blobs.delete(key, lastPutBefore: unixSeconds) { count += 1 }
                }
            }
        }
        return count
    }
}
