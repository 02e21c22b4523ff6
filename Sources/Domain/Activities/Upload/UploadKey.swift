package import Kernel

/// Names an upload together with its athlete, as jobs do.
package struct UploadKey: Hashable, Sendable {
    /// The two ids.
    package var athlete: AthleteID
    package var upload: UploadID

    /// Makes a key.
    package init(athlete: AthleteID, upload: UploadID) {
        self.athlete = athlete
        self.upload = upload
    }

    /// Reads the text of a job's key; nil for anything else.
    package init?(_ text: String) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) }
        guard numbers.count == 2, let athlete = numbers[0], let upload = numbers[1] else { return nil }
        self.init(athlete: AthleteID(athlete), upload: UploadID(upload))
    }

    /// The key of a job.
    package var text: String { "\(athlete)/\(upload)" }
}

/// A step that an upload has taken, for those who watch.
package struct UploadProgress: Sendable, Equatable {
    /// The upload, and the step.
    package var key: UploadKey
    package var step: Upload.Step
    /// Set when the step is `ready`.
    package var activity: ActivityID?
    /// Set when the step is `failed`.
    package var failure: UploadFailure?
}
