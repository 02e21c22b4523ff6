import ActivityFiles
import Blobs
import Crypto
import EventLoop
import Jobs
package import Kernel
import Postgres

/// Takes files, and tells how far they are.
package final class UploadService {
    /// Is told of each step that an upload takes, on the loop where it is taken.
    package typealias ProgressListener = (UploadProgress) -> Void

    private let platform: Platform
    private let blobs: any BlobStore
    private let uploads: UploadStore
    private var listeners: [ProgressListener] = []

    init(platform: Platform, blobs: any BlobStore) {
        self.platform = platform
        self.blobs = blobs
        uploads = UploadStore(database: platform.database)
    }

    /// Calls `listener` with each step; for the modules to the right.
    package func onProgress(_ listener: @escaping ProgressListener) {
        listeners.append(listener)
    }

    func report(_ progress: UploadProgress) {
        for listener in listeners { listener(progress) }
    }

    /// Stores a file, and asks for its processing: what this returns survives the server's death.
    ///
    /// Throws a `Fault` for a file that plainly isn't an activity; then nothing is stored.
    package func accept(
        _ content: UploadContent, _ form: UploadForm, from athlete: AthleteID
    ) async throws -> Upload {
        try await inspect(content)
        let key = try await store(content)
        let file = OriginalFile(
            digest: key.digest.bytes, byteCount: content.byteCount, dataType: form.dataType)
        let upload = Upload(
            id: platform.ids.next(), athlete: athlete, file: file, wishes: form.wishes,
            state: .processing(.received))
        do {
            try await commit(upload, requestKey: form.requestKey)
        } catch let error where error.violates(constraint: UploadStore.requestConstraint) {
            // The answer to the first attempt got lost.
            let key = form.requestKey ?? ""
            guard let first = try await uploads.find(requestKey: key, digest: file.digest, of: athlete)
            else { throw error }
            return first
        }
        report(UploadProgress(athlete: athlete, upload: upload.id, step: .received))
        return upload
    }

    private func commit(_ upload: Upload, requestKey: String?) async throws {
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            let job = ProcessUpload(athlete: upload.athlete, upload: upload.id)
            try await transaction.batch([
                UploadStore.insertion(of: upload, requestKey: requestKey, at: now),
                try self.platform.outbox.statement(enqueuing: job, in: transaction),
            ])
        }
    }

    private func inspect(_ content: UploadContent) async throws {
        if content.byteCount > OriginalFile.maximumByteCount {
            throw Fault(
                .tooLarge, "Payload Too Large", [.init(resource: "Upload", field: "data", code: "exceeded")])
        }
        do {
            try await platform.diskLane.run {
                let prefix = try content.prefix(UploadInspection.prefixByteCount)
                try UploadInspection.check(prefix, isWhole: prefix.count == content.byteCount)
            }
        } catch let error as ActivityFileError {
            throw error.fault
        }
    }

    private func store(_ content: UploadContent) async throws -> BlobKey {
        do {
            switch content {
            case .bytes(let bytes): return try await blobs.put(bytes)
            case .file(let path, _): return try await blobs.put(fileAt: path)
            }
        } catch BlobError.full {
            throw Fault(.unavailable(retryAfterSeconds: 60), "The server has no room for files")
        }
    }

    /// One of the caller's own uploads; 404 for all others.
    package func upload(_ id: UploadID, of athlete: AthleteID) async throws -> Upload {
        guard let upload = try await uploads.find(id, of: athlete) else { throw Fault.notFound("Upload") }
        return upload
    }

    /// The external ids of all of an athlete's uploads that haven't failed: what a repeated import can leave
    /// out.
    package func knownExternalIDs(of athlete: AthleteID) async throws -> Set<String> {
        try await uploads.externalIDs(of: athlete)
    }

    /// How many of an athlete's uploads are still being processed.
    package func countInProgress(of athlete: AthleteID) async throws -> Int {
        try await uploads.countInProgress(of: athlete)
    }
}
