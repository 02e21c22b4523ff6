package import AccountExports
package import FoundationEssentials
package import Kernel

extension Subjects {
    /// One archive of many files.
    package enum Import {}
}

/// Names an import.
package typealias ImportID = ID<Subjects.Import>

/// One archive of files sent by an athlete, and how far it is.
package struct Import: Sendable, Equatable {
    /// What is going on with it.
    package enum State: String, Sendable, CaseIterable {
        /// It is found out what is in it.
        case reading
        /// Dry run: each file is looked at.
        case inspecting
        /// Dry run done: the athlete decides.
        case inspected
        /// Each file becomes what it can.
        case running
        /// Done.
        case finished
        /// The archive as a whole can't be used.
        case refused
        /// All that came of it is being removed; then it is gone.
        case undoing

        /// Whether files are being worked on.
        var isWorking: Bool { self == .inspecting || self == .running }
    }

    /// How many of its files have which verdict.
    package struct Counts: Sendable, Equatable {
        /// One for each verdict.
        package var byVerdict: [ImportEntry.Verdict: Int] = [:]
        /// What the imported ones have become.
        package var activities = 0

        /// None.
        package init() {}

        /// How many have that verdict.
        package subscript(verdict: ImportEntry.Verdict) -> Int { byVerdict[verdict] ?? 0 }
        /// All of them.
        package var total: Int { byVerdict.values.reduce(0, +) }
    }

    /// Names it, and says whose it is.
    package var id: ImportID
    package var athlete: AthleteID
    package var state: State
    /// Whether the athlete wants to see the verdicts first.
    package var isDryRun: Bool
    /// The archive, as the client called it.
    package var fileName: String
    package var byteCount: Int
    /// Whose export it is; nil until it has been read.
    package var export: AccountExport?
    package var counts = Counts()
    /// Why the archive as a whole is refused.
    package var refusal: Reason?
    package var createdAt: Date
    package var updatedAt: Date

    /// How it ended, in a sentence for the athlete.
    package var summary: String {
        if let refusal { return refusal.message }
        let noun = counts.activities == 1 ? "activity" : "activities"
        let made = state == .inspected ? "\(counts[.new]) new" : "\(counts.activities) \(noun)"
        var sentence = "\(fileName): \(made)"
        let rest = [(counts[.duplicate], "there already"), (counts[.refused], "refused")]
        for (count, words) in rest + [(counts[.ignored], "ignored")] where count > 0 {
            sentence += ", \(count) \(words)"
        }
        return sentence + "."
    }

    /// A stable code for programs, and a sentence for the athlete.
    package struct Reason: Sendable, Equatable, Error {
        /// The two.
        package var code: String
        package var message: String

        /// A reason with its texts.
        package init(_ code: String, _ message: String) {
            self.code = code
            self.message = message
        }
    }
}

/// The named maxima of imports.
package enum ImportLimits {
    /// The largest archive.
    package static let archiveBytes = 4 << 30
    /// Files and folders in an archive, with those of the archives in it.
    package static let entries = 50_000
    /// Archives inside of the archive, which may not hold further ones.
    package static let innerArchives = 100
    /// All of an archive's files together.
    package static let unpackedBytes = 32 << 30
    /// The files of an export's notes together; further ones aren't read.
    package static let noteBytes = 256 << 20
    /// What all files together may be larger than the archive; asked above `ratioFreeBytes`.
    package static let ratio = 100
    package static let ratioFreeBytes = 256 << 20
    /// Characters that are kept of a path.
    package static let pathCharacters = 500
    /// Imports of an athlete that aren't done.
    package static let unfinished = 3
    /// Imports of an athlete that are kept.
    package static let kept = 200
    /// Files that one job looks after, at least, and jobs of an import at most.
    static let chunk = 16
    static let jobs = 500
    /// Jobs of a worker that look after files of imports.
    static let concurrencyLimit = 2
    /// Rows that one statement writes, and their bytes in JSON.
    static let rows = 2000
    static let rowBytes = 4 << 20
    /// Activities that one job of an undoing removes.
    static let undoChunk = 50
    /// A dry run that nobody comes back to is forgotten after this.
    static let inspectedDays = 7
    /// An undoing that is asked for again after this time is begun again.
    static let undoSeconds = 60.0
    /// At most so often is told how far an import is.
    static let progressInterval: Duration = .seconds(1)
    /// How much the start of an activity may differ from what an export says.
    static let noteToleranceMilliseconds = 2000
}
