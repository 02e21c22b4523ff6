import FoundationEssentials
import Kernel
import Postgres

/// The two round trips in which an upload ends: a look at what is there, under a lock, and the writing.
struct PublicationStore {
    /// What is there already.
    struct Situation {
        /// The upload, locked; nil where there is none.
        var upload: Upload?
        /// The activity with the same recording.
        var sameContent: ActivityID?
        /// Activities that overlap in time.
        var overlapping: [DuplicateCandidate]
    }

    /// Keeps our advisory locks apart from those of other modules.
    private static let lockClass: Int32 = 0x4143_5449

    /// Locks the athlete's publications until the transaction ends, then looks.
    func situation(
        of upload: Upload, computed: ActivityComputation, in transaction: Transaction
    ) async throws -> Situation {
        let athlete = upload.athlete
        let start = computed.start.date
        let end = start.addingTimeInterval(Double(computed.figures.elapsedSeconds))
        let results = try await transaction.batch([
            PublicationStore.publicationLock(of: athlete),
            UploadStore.locking(upload.id, of: athlete),
            ActivityStore.sameContent(as: computed.contentDigest, of: athlete),
            ActivityStore.overlap(from: start, to: end, of: athlete),
        ])
        return Situation(
            upload: try results[1].first.map(UploadStore.upload),
            sameContent: try results[2].first.map { ActivityID(try $0.decode(Int64.self)) },
            overlapping: try results[3].map(ActivityStore.duplicateCandidate))
    }

    private static func publicationLock(of athlete: AthleteID) -> SQL {
        "select pg_advisory_xact_lock(\(lockClass), \(Int32(truncatingIfNeeded: athlete.rawValue)))"
    }

    /// Writes the activity, what it is made of, its streams, the upload's end, and what tells of it. Returns
    /// the default gear that it was given.
    func publish(
        _ activity: Activity, _ computed: ActivityComputation, at now: Date, with event: SQL,
        in transaction: Transaction
    ) async throws -> GearID? {
        guard let upload = activity.origin.upload else { preconditionFailure("a publication has an upload") }
        let athlete = activity.athlete
        let parts = BreakdownStore.writing(computed.breakdown, of: activity.id, athlete)
        let insertion = ActivityStore.insertion(of: activity, computed.breakdown, at: now)
        let results = try await transaction.batch(
            [
                "\(insertion) returning gear_id",
                StreamStore.insertion(of: computed, activity: activity),
                UploadStore.ending(upload, of: athlete, with: .ready(activity.id), at: now), event,
            ] + parts)
        return try results[0].first?.decode(String?.self).flatMap(GearID.init)
    }
}
