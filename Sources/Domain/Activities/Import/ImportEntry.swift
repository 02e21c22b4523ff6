package import AccountExports
import ActivityFiles
package import FoundationEssentials
package import Kernel

/// A file of an import, and what becomes of it.
package struct ImportEntry: Sendable, Equatable {
    /// What becomes of a file.
    package enum Verdict: String, Sendable, CaseIterable {
        /// Nobody has looked yet.
        case waiting
        /// Dry run: it would become an activity.
        case new
        /// It has become an activity, or several.
        case imported
        /// The recording is there already.
        case duplicate
        /// It should be an activity, but can't.
        case refused
        /// It isn't an activity.
        case ignored
    }

    /// Where in the archives a file is.
    package struct Place: Sendable, Equatable {
        /// 0 is the one that was sent, others are inside of it.
        package var archive: Int
        package var index: Int
    }

    /// Counts from 1, in the order of the archive.
    package var number: Int
    /// Its path; with that of the archive that it is in, where that is inside of the other.
    package var path: String
    package var byteCount: Int
    /// Where it is; nil for what only a note speaks of.
    package var place: Place?
    /// What the account's export says of it.
    package var note: ActivityNote?
    package var outcome = Outcome(.waiting)

    /// What has become of a file, or would.
    package struct Outcome: Sendable, Equatable {
        /// The verdict, and why.
        package var verdict: Verdict
        package var reason: Import.Reason?
        /// What it is, as far as that is known.
        package var preview: Preview?
        /// What there is already: an activity, or another file of the same import.
        package var duplicateOf: ActivityID?
        package var duplicateEntry: Int?
        /// What it was taken as; nil for what was entered by hand, which is this activity then.
        package var upload: UploadID?
        package var manualActivity: ActivityID?
        /// What it became; those of them that are still there.
        package var activities: [ActivityID] = []

        /// A verdict with what there is to it.
        package init(_ verdict: Verdict, _ reason: Import.Reason? = nil, preview: Preview? = nil) {
            self.verdict = verdict
            self.reason = reason
            self.preview = preview
        }
    }

    /// What a recording is.
    package struct Preview: Sendable, Equatable {
        /// Of the first recording, where there are several.
        package var sportType: SportType
        package var name: String
        package var start: Date
        package var elapsedSeconds: Int
        package var distanceMeters: Double
        package var contentDigest: [UInt8]
    }

    /// A file of which nothing has been found out yet.
    package init(number: Int, path: String, byteCount: Int, place: Place?, note: ActivityNote? = nil) {
        self.number = number
        self.path = path
        self.byteCount = byteCount
        self.place = place
        self.note = note
    }

    /// The last part of the path.
    var fileName: String {
        String(path.split(separator: "/").last ?? "")
    }
}

extension ImportEntry.Outcome {
    /// What a file that can't become an activity is taken for.
    init(_ failure: UploadFailure) {
        switch failure.cause {
        case .duplicate(let activity):
            self.init(.duplicate, Import.Reason("duplicate", "The recording is there already."))
            duplicateOf = activity
        case .file(let code):
            let reason = Import.Reason(code.rawValue, failure.detail ?? failure.text)
            self.init(code == .notActivity ? .ignored : .refused, reason)
        case nil:
            self.init(.refused, Import.Reason("failed", failure.detail ?? failure.text))
        }
    }
}

/// A page of an import's files.
package struct ImportEntryPage: Sendable, Equatable {
    /// Those with one of these verdicts; all where it is empty.
    package var verdicts: [ImportEntry.Verdict]
    /// Those behind this number.
    package var after: Int
    package var size: Int

    /// A page.
    package init(verdicts: [ImportEntry.Verdict] = [], after: Int = 0, size: Int) {
        self.verdicts = verdicts
        self.after = after
        self.size = size
    }
}
