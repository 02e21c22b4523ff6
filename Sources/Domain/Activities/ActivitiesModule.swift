package import Accounts
package import Blobs
package import HTTP
package import Jobs
package import Kernel
package import Social

/// The door of the module: activities, their streams, and uploads.
package final class ActivitiesModule: Module {
    /// Names the schema too.
    package static let name = "activities"

    /// Reads, edits and deletes activities.
    package let activities: ActivityService
    /// Counts kudos and comments; set by the module that knows them.
    package let reactions = ReactionTallies()
    /// Cards for feeds.
    package let cards: CardService
    /// Bikes, shoes and their parts.
    package let gear: GearService
    /// The recorded channels.
    package let streams: StreamService
    /// Takes files, and tells how far they are.
    package let uploads: UploadService
    /// Takes archives of many files.
    package let imports: ImportService
    /// Computes old activities again.
    package let recomputations: RecomputationJobs
    private let exports: ExportService
    private let statistics: StatisticsService
    private let gearReactions: GearReactions
    private let zones: ActivityZonesService
    /// What is left out of recordings.
    package let cuts: CutService
    /// What athletes hide.
    package let privacy: PrivacyService
    let uploadJobs: UploadJobs
    let importJobs: ImportJobs
    let originalFiles: OriginalFileJobs
    private let spool: Spool
    private let cursors: CursorCodec

    /// Composes the module on its loop; large files wait in `spool` until they are in the blob store.
    package init(
        platform: Platform, accounts: AccountsModule, social: SocialModule, blobs: any BlobStore, spool: Spool
    ) {
        self.spool = spool
        cursors = platform.cursors
        let privacy = PrivacyService(platform: platform)
        self.privacy = privacy
        let masking = MaskingService(platform: platform, privacy: privacy)
        cards = CardService(platform: platform, reactions: reactions, masking: masking)
        activities = ActivityService(
            platform: platform, athletes: accounts.athletes, follows: social.follows, reactions: reactions,
            privacy: privacy, masking: masking)
        let gear = GearService(platform: platform)
        self.gear = gear
        accounts.athletes.gear = { [unowned gear] in try await gear.owned(by: $0) }
        gearReactions = GearReactions(
            platform: platform, gear: gear, activities: ActivityStore(database: platform.database))
        zones = ActivityZonesService(
            platform: platform, settings: accounts.trainingSettings, activities: activities, masking: masking)
        streams = StreamService(platform: platform, activities: activities, masking: masking)
        uploads = UploadService(platform: platform, blobs: blobs)
        exports = ExportService(platform: platform, streams: streams, blobs: blobs)
        statistics = StatisticsService(platform: platform, athletes: accounts.athletes)
        let computations = ComputationService(platform: platform, blobs: blobs, accounts: accounts)
        recomputations = RecomputationJobs(platform: platform, computations: computations)
        cuts = CutService(platform: platform, activities: activities, computations: computations)
        uploadJobs = UploadJobs(
            platform: platform, computations: computations, service: uploads, privacy: privacy)
        originalFiles = OriginalFileJobs(platform: platform, blobs: blobs)
        imports = ImportService(platform: platform, blobs: blobs)
        let verdicts = ImportVerdictService(platform: platform, service: imports)
        let manual = ImportManualService(
            platform: platform, service: imports, verdicts: verdicts, privacy: privacy,
            athletes: accounts.athletes)
        let files = ImportFileJobs(
            platform: platform, blobs: blobs, computations: computations, uploadJobs: uploadJobs,
            service: imports, verdicts: verdicts, manual: manual)
        importJobs = ImportJobs(
            platform: platform, blobs: blobs, directory: spool.directory, service: imports,
            verdicts: verdicts, files: files, activities: activities)
    }

    /// Its rows of the route table.
    package var routes: [Route] {
        let all: [[Route]] = [
            ActivityRoutes(service: activities, cursors: cursors).routes,
            CutRoutes(service: cuts, activities: activities).routes,
            ExportRoutes(service: exports).routes,
            StreamRoutes(service: streams).routes, UploadRoutes(service: uploads, spool: spool).routes,
            StatisticsRoutes(service: statistics).routes, GearRoutes(service: gear).routes,
            ActivityZonesRoutes(service: zones).routes, PhotoRoutes(activities: activities).routes,
            PrivacyRoutes(service: privacy).routes,
            ImportRoutes(service: imports, spool: spool, cursors: cursors).routes,
        ]
        return all.flatMap { $0 }
    }

    /// The jobs that it does.
    package var jobs: [JobHandler] {
        uploadJobs.handlers + recomputations.handlers + gearReactions.jobs + privacy.jobs
            + importJobs.handlers
    }

    /// What it does from time to time.
    package var schedules: [Schedule] {
        originalFiles.schedules + importJobs.schedules
    }
}
