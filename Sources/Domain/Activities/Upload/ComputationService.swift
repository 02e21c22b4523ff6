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
    private let settings: TrainingSettingsService

    init(platform: Platform, blobs: any BlobStore, settings: TrainingSettingsService) {
        self.platform = platform
        self.blobs = blobs
        self.settings = settings
    }

    /// Reads an upload's file and computes all of it, on the CPU lane; `sportType` goes before what the
    /// client wished, and what was cut is left out. Throws `UploadFailure` where the file is at fault,
    /// `BlobError` where it is gone.
    func compute(
        _ upload: Upload, as sportType: SportType? = nil, without cut: RecordingCut = .nothing
    ) async throws -> ActivityComputation {
        guard let digest = Digest(upload.file.digest) else {
            preconditionFailure("the schema checks the size")
        }
        let bytes = try await blobs.get(BlobKey(digest), maximumByteCount: OriginalFile.maximumByteCount)
        var wishes = upload.wishes
        if let sportType { wishes.sportType = sportType }
        let (dataType, wished) = (upload.file.dataType, wishes)
        var computed = try await platform.cpuLane.run {
            try ActivityComputation(bytes, dataType: dataType, wishes: wished, without: cut)
        }
        if computed.figures.calories == nil {
            let settings = try await settings.settings(of: upload.athlete, on: computed.start.localDate)
            if let weight = settings.weightKilograms { computed.estimateCalories(weightKilograms: weight) }
        }
        return computed
    }
}
