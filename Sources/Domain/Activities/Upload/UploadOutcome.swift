package import Kernel

/// How the processing of an upload ends.
package enum UploadOutcome: Sendable, Equatable {
    /// There is an activity.
    case ready(ActivityID)
    /// There won't be one.
    case failed(UploadFailure)
}
