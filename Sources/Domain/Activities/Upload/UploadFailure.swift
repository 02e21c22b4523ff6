package import ActivityFiles
package import Kernel

/// Why a file did not become an activity. Final: the same file would fail again.
package struct UploadFailure: Error, Sendable, Equatable {
    /// The words of the v3 API, which clients compare.
    package var text: String
    /// What exactly, and where, for the athlete; nil where the text says it all.
    package var detail: String?
    /// What it was, for those who go on from it; nil for one that was read back.
    package var cause: Cause?

    /// What keeps a file from becoming an activity.
    package enum Cause: Sendable, Equatable {
        /// It can't be read as one.
        case file(ActivityFileError.Code)
        /// The recording is there already.
        case duplicate(ActivityID)
    }

    /// A failure with its texts as they were stored.
    package init(text: String, detail: String?) {
        self.text = text
        self.detail = detail
    }

    /// What is wrong with a file, in v3's words.
    package init(_ error: ActivityFileError) {
        detail = error.description
        cause = .file(error.code)
        switch error.code {
        case .empty, .noPoints: text = "The file is empty."
        case .noTimes: text = "Time information is missing from file."
        case .tooLarge: text = "The file is too large."
        default: text = "Improperly formatted data."
        }
    }

    /// The recording is there already. `externalID` names the file, as v3 does.
    package static func duplicate(externalID: String, of activity: ActivityID) -> UploadFailure {
        var failure = UploadFailure(text: "\(externalID) duplicate of activity \(activity)", detail: nil)
        failure.cause = .duplicate(activity)
        return failure
    }
}

extension ActivityFileError {
    /// The answer where the file can be seen to be unusable before it is stored: 400.
    var fault: Fault {
        let empty = code == .empty
        return Fault(
            code == .tooLarge ? .tooLarge : .badRequest, empty ? "Bad Request" : description,
            [.init(resource: "Upload", field: "data", code: empty ? "empty" : code.rawValue)])
    }
}
