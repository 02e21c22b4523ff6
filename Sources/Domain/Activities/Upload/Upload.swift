package import ActivityFiles
package import Kernel

extension Subjects {
    /// One file sent by an athlete.
    package enum Upload {}
}

/// Names an upload.
package typealias UploadID = ID<Subjects.Upload>

/// One file sent by an athlete, and what became of it.
package struct Upload: Sendable, Equatable {
    /// What became of a file.
    package enum State: Sendable, Equatable {
        /// A worker has it, or will have it.
        case processing(Step)
        /// There is an activity.
        case ready(ActivityID)
        /// There won't be one, for this reason.
        case failed(UploadFailure)
        /// There was one.
        case deleted
    }

    /// How far processing is, for those who watch it live.
    package enum Step: String, Sendable, CaseIterable {
        case received, decoding, computing, ready, failed
    }

    /// Its names, its file, what the client said, and what became of it.
    package var id: UploadID
    package var athlete: AthleteID
    package var file: OriginalFile
    package var wishes: UploadWishes
    package var state: State
    /// What it became, in the order of the file: several where it has several recordings.
    package var activities: [ActivityID] = []

    /// What the file is called where the athlete is told of it.
    var fileName: String { wishes.externalID ?? "\(id).\(file.dataType.rawValue)" }
}

/// The stored original of an upload.
package struct OriginalFile: Sendable, Equatable {
    /// The largest file that is taken.
    package static let maximumByteCount = 64 << 20

    /// The blob store's key: SHA-256 of the bytes as they were sent.
    package var digest: [UInt8]
    package var byteCount: Int
    package var dataType: ActivityFileType
}

/// What the client said about the activity that the file holds; nil where the file decides.
package struct UploadWishes: Sendable, Equatable {
    /// The longest external id, in characters.
    package static let maximumExternalIDLength = 255

    /// As the client wrote them.
    package var externalID: String?
    package var name: String?
    package var description: String?
    package var sportType: SportType?
    package var trainer: Bool?
    package var commute: Bool?
    /// Keep it beside another recording of the same outing.
    package var keepsDuplicate: Bool

    /// Wishes; none where nothing is said.
    package init(
        externalID: String? = nil, name: String? = nil, description: String? = nil,
        sportType: SportType? = nil,
        trainer: Bool? = nil, commute: Bool? = nil, keepsDuplicate: Bool = false
    ) {
        self.externalID = externalID
        self.name = name
        self.description = description
        self.sportType = sportType
        self.trainer = trainer
        self.commute = commute
        self.keepsDuplicate = keepsDuplicate
    }
}
