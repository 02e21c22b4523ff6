import FoundationEssentials
import Kernel
import Postgres

/// The two round trips in which an upload ends: a look at what is there, under a lock, and the writing.
struct PublicationStore {
    /// What is there already.
    struct Situation {
        /// The upload, locked; nil where there is none.
        var upload: Upload?
        /// The activities with the same recordings, in the order of these; nil where there is none.
        var sameContent: [ActivityID?]
        /// Activities that overlap in time with any of the recordings.
        var overlapping: [DuplicateCandidate]
    }

    /// Keeps our advisory locks apart from those of other modules.
    private static let lockClass: Int32 = 0x4143_5449

    /// Locks the athlete's publications until the transaction ends, then looks.
    func situation(
        of upload: Upload, computed: [ActivityComputation], in transaction: Transaction
    ) async throws -> Situation {
        let athlete = upload.athlete
        let start = computed.map(\.start.date).min() ?? .distantPast
        let end = computed.map(\.endDate).max() ?? start
        let results = try await transaction.batch(
            [
                PublicationStore.publicationLock(of: athlete),
                UploadStore.locking(upload.id, of: athlete),
                ActivityStore.overlap(from: start, to: end, of: athlete),
            ] + computed.map { ActivityStore.sameContent(as: $0.contentDigest, of: athlete) })
        return Situation(
            upload: try results[1].first.map(UploadStore.upload),
            sameContent: try results[3...].map { rows in
                try rows.first.map { ActivityID(try $0.decode(Int64.self)) }
            },
            overlapping: try results[2].map(ActivityStore.duplicateCandidate))
    }

    /// The statement that keeps others from publishing for the athlete until the transaction ends.
    static func publicationLock(of athlete: AthleteID) -> SQL {
        "select pg_advisory_xact_lock(\(lockClass), \(Int32(truncatingIfNeeded: athlete.rawValue)))"
    }

    /// Writes the activities, what they are made of, their streams, the upload's end, and what tells of them.
    /// Returns the default gear that they were given.
    func publish(
        _ publications: [(activity: Activity, computed: ActivityComputation, event: SQL)], of upload: Upload,
        at now: Date, in transaction: Transaction
    ) async throws -> Set<GearID> {
        guard let first = publications.first?.activity else { return [] }
        // The insertions come first, so that their results do.
        var insertions: [SQL] = []
        var others = [UploadStore.ending(upload.id, of: upload.athlete, with: .ready(first.id), at: now)]
        for (activity, computed, event) in publications {
            let insertion = ActivityStore.insertion(of: activity, computed.breakdown, at: now)
            insertions.append("\(insertion) returning gear_id")
            others += [StreamStore.insertion(of: computed, activity: activity), event]
            others += BreakdownStore.writing(computed.breakdown, of: activity.id, activity.athlete)
        }
        let results = try await transaction.batch(insertions + others)
        let gear = try results[..<insertions.count].compactMap { try $0.first?.decode(String?.self) }
        return Set(gear.compactMap(GearID.init))
    }
}

extension ActivityComputation {
    /// When the last sample was taken.
    fileprivate var endDate: Date { start.date.addingTimeInterval(Double(figures.elapsedSeconds)) }
}
