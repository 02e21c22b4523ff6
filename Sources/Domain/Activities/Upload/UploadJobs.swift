import ActivityFiles
import EventLoop
import FoundationEssentials
import Jobs
import Kernel
import Postgres
import Telemetry

/// The job that makes activities of an upload.
struct ProcessUpload: Job {
    static let kind = "activities.process_upload"
    let athlete: AthleteID
    let upload: UploadID
}

/// Makes activities of uploads: the handler of `ProcessUpload`.
///
/// All effects are in one transaction together with the job's end, so that each recording of an upload
/// becomes at most one activity, however often and wherever the job is begun.
final class UploadJobs {
    /// How many are decoded at a time by one worker; each may hold a file of 64 MiB.
    static let concurrencyLimit = 8
    /// After so many attempts the athlete is told that it won't be.
    static let maximumAttempts = JobLimits.attempts - 1
    /// How often the transaction is tried when another one of the athlete is in its way.
    static let transactionAttempts = 5

    /// Where a test can make the job fail.
    enum Point: CaseIterable {
        case claimed, decoded, located, written, completed
    }

    private let platform: Platform
    private let computations: ComputationService
    private let service: UploadService
    private let privacy: PrivacyService
    private let uploads: UploadStore
    private let publications = PublicationStore()
    /// Called at each point of each attempt.
    var interruption: ((Point) throws -> Void)?

    init(
        platform: Platform, computations: ComputationService, service: UploadService, privacy: PrivacyService
    ) {
        self.privacy = privacy
        self.platform = platform
        self.computations = computations
        self.service = service
        uploads = UploadStore(database: platform.database)
    }

    var handlers: [JobHandler] {
        [
            .job(ProcessUpload.self, priority: .interactive, concurrencyLimit: UploadJobs.concurrencyLimit) {
                [self] job, context in
                try await process(job, context)
            }
        ]
    }

    /// One attempt.
    func process(_ job: ProcessUpload, _ context: JobContext) async throws {
        try interruption?(.claimed)
        let now = platform.clock.now
        guard let upload = try await uploads.begin(job.upload, of: job.athlete, at: now) else { return }
        if context.attempt > UploadJobs.maximumAttempts {
            let failure = UploadFailure(text: "The server could not read the file.", detail: nil)
            return try await end(upload, .failed(failure), context)
        }
        do {
            let computed = try await compute(upload)
            try interruption?(.decoded)
            try await publish(upload, computed, context)
        } catch let failure as UploadFailure {
            try await end(upload, .failed(failure), context)
        }
    }

    private func compute(_ upload: Upload) async throws -> [ActivityComputation] {
        report(upload, .decoding)
        return try await computations.compute(upload)
    }

    private func report(_ upload: Upload, _ step: Upload.Step) {
        service.report(UploadProgress(athlete: upload.athlete, upload: upload.id, step: step))
    }

    // MARK: the end

    private func publish(_ upload: Upload, _ computed: [ActivityComputation], _ context: JobContext)
        async throws
    {
        report(upload, .computing)
        let activities = try await activities(of: upload, computed)
        let now = platform.clock.now
        let published = try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
            transaction in
            let published = try await self.publish(activities, computed, of: upload, at: now, in: transaction)
            guard let published else { return [ActivityID]() }
            try self.interruption?(.written)
            try await context.complete(in: transaction)
            try self.interruption?(.completed)
            return published
        }
        guard let first = published.first else { return }
        service.report(
            UploadProgress(athlete: upload.athlete, upload: upload.id, step: .ready, activity: first))
    }

    /// The activities that the recordings of an upload become, if they aren't there yet.
    func activities(of upload: Upload, _ computed: [ActivityComputation]) async throws -> [Activity] {
        let settings = try await privacy.settings(of: upload.athlete)
        return computed.map { computed in
            var activity = Activity(computed, of: upload, id: platform.ids.next())
            activity.details.begin(with: settings)
            return activity
        }
    }

    /// Writes those of the activities that aren't there yet, and the upload's end; their ids, or nil where
    /// the upload has ended before. Throws `UploadFailure` where none is new.
    func publish(
        _ activities: [Activity], _ computed: [ActivityComputation], of upload: Upload,
        from source: ImportID? = nil, at now: Date, in transaction: Transaction
    ) async throws -> [ActivityID]? {
        let situation = try await publications.situation(of: upload, computed: computed, in: transaction)
        guard let current = situation.upload, case .processing = current.state else { return nil }
        let new = try UploadJobs.withoutDuplicates(activities, of: upload, in: situation)
        try interruption?(.located)
        let publications = try new.map { index in
            let activity = activities[index]
            let event = ActivityPublished(athlete: activity.athlete, activity: activity.id, from: source)
            let statement = try platform.outbox.statement(publishing: event, in: transaction)
            return (activity: activity, computed: computed[index], event: statement)
        }
        let used = try await self.publications.publish(publications, of: upload, at: now, in: transaction)
        for gear in used {
            try await platform.outbox.enqueue(
                LookAtGear(athlete: upload.athlete, gear: gear), in: transaction)
        }
        return new.map { activities[$0].id }
    }

    /// The indices of the recordings that aren't there yet; throws where all of them are.
    static func withoutDuplicates(
        _ activities: [Activity], of upload: Upload, in situation: PublicationStore.Situation
    ) throws(UploadFailure) -> [Int] {
        var new: [Int] = []
        var known: ActivityID?
        for (index, activity) in activities.enumerated() {
            let candidate = DuplicateCandidate(activity)
            let similar = situation.overlapping.first { $0.isDuplicate(of: candidate) }?.id
            let other = situation.sameContent[index] ?? (upload.wishes.keepsDuplicate ? nil : similar)
            if let other { known = known ?? other } else { new.append(index) }
        }
        guard new.isEmpty, let known else { return new }
        throw .duplicate(externalID: upload.fileName, of: known)
    }

    private func end(_ upload: Upload, _ outcome: UploadOutcome, _ context: JobContext) async throws {
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            try await self.uploads.end(upload.id, of: upload.athlete, with: outcome, at: now, in: transaction)
            if case .failed(let failure) = outcome {
                let event = UploadRejected(athlete: upload.athlete, upload: upload.id, reason: failure.text)
                try await self.platform.outbox.publish(event, in: transaction)
            }
            try await context.complete(in: transaction)
        }
        guard case .failed(let failure) = outcome else { return }
        service.report(
            UploadProgress(athlete: upload.athlete, upload: upload.id, step: .failed, failure: failure))
    }
}

extension Activity {
    /// The activity that an upload becomes.
    fileprivate init(_ computed: ActivityComputation, of upload: Upload, id: ActivityID) {
        let origin = Origin(
            upload: upload.id, contentDigest: computed.contentDigest, externalID: upload.wishes.externalID,
            deviceName: computed.deviceName)
        self.init(
            id: id, athlete: upload.athlete, origin: origin, details: computed.details, start: computed.start,
            figures: computed.figures, geometry: computed.geometry)
    }
}

extension DuplicateCandidate {
    /// What tells an activity apart from others.
    init(_ activity: Activity) {
        self.init(
            id: activity.id, start: activity.start.date, elapsedSeconds: activity.figures.elapsedSeconds,
            distanceMeters: activity.figures.distanceMeters, sportType: activity.details.sportType,
            externalID: activity.origin.externalID, deviceName: activity.origin.deviceName,
            place: activity.geometry?.start)
    }
}
