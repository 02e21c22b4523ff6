package import Kernel

/// A step that an upload has taken, for those who watch.
package struct UploadProgress: Sendable, Equatable {
    /// Whose upload, which, and the step.
    package var athlete: AthleteID
    package var upload: UploadID
    package var step: Upload.Step
    /// Set when the step is `ready`.
    package var activity: ActivityID?
    /// Set when the step is `failed`.
    package var failure: UploadFailure?
}
