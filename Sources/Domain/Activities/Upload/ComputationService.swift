import Accounts
import ActivityFiles
import Blobs
import Crypto
import EventLoop
import FoundationEssentials
import Kernel

/// Makes of stored original files what activities are made of.
final class ComputationService {
    private let platform: Platform
    private let blobs: any BlobStore
    private let athletes: AthleteService
    private let settings: TrainingSettingsService

    init(platform: Platform, blobs: any BlobStore, accounts: AccountsModule) {
        self.platform = platform
        self.blobs = blobs
        athletes = accounts.athletes
        settings = accounts.trainingSettings
    }

    /// Reads an upload's file and computes all of it, for each recording, on the CPU lane. Throws
    /// `UploadFailure` where the file is at fault, `BlobError` where it is gone.
    func compute(_ upload: Upload) async throws -> [ActivityComputation] {
        try await compute(upload, from: try await content(of: upload))
    }

    /// The same of an upload whose file isn't stored yet.
    func compute(_ upload: Upload, from bytes: [UInt8]) async throws -> [ActivityComputation] {
        let (dataType, wishes) = (upload.file.dataType, upload.wishes)
        return try await complete(upload.athlete) {
            try ActivityComputation.recordings(in: bytes, dataType: dataType, wishes: wishes)
        }
    }

    /// Computes an activity again from its recording, as the sport that it has now, without what was cut.
    func compute(
        _ activity: Activity, of upload: Upload, without cut: RecordingCut
    ) async throws -> ActivityComputation {
        let bytes = try await content(of: upload)
        let (dataType, wishes) = (upload.file.dataType, upload.wishes)
        let (sport, recorded) = (activity.details.sportType, activity.origin.contentDigest)
        let computed = try await complete(upload.athlete) {
            try ActivityComputation.recordings(
                in: bytes, dataType: dataType, wishes: wishes, as: sport, without: cut, only: recorded)
        }
        guard let recording = computed.first else {
            throw UploadFailure(ActivityFileError(.noPoints, "The recording is not in the file."))
        }
        return recording
    }

    private func content(of upload: Upload) async throws -> [UInt8] {
        guard let digest = Digest(upload.file.digest) else {
            preconditionFailure("the schema checks the size")
        }
        return try await blobs.get(BlobKey(digest), maximumByteCount: OriginalFile.maximumByteCount)
    }

    /// Computes on the lane, then adds what depends on the athlete.
    private func complete(
        _ athlete: AthleteID, _ computing: @escaping @Sendable () throws -> [ActivityComputation]
    ) async throws -> [ActivityComputation] {
        var computed = try await platform.cpuLane.run(computing)
        if computed.contains(where: \.wantsHomeZone), let zone = try await athletes.homeZone(of: athlete).name
        {
            for index in computed.indices where computed[index].wantsHomeZone {
                computed[index].tell(in: zone)
            }
        }
        for index in computed.indices where computed[index].figures.calories == nil {
            let settings = try await settings.settings(of: athlete, on: computed[index].start.localDate)
            if let weight = settings.weightKilograms {
                computed[index].estimateCalories(weightKilograms: weight)
            }
        }
        return computed
    }
}
