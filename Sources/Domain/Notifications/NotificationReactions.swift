import Activities
import Jobs
import Kernel
import Postgres
import Social

/// Tells the followers beyond one of an activity.
struct AnnounceToFollowers: Job {
    static let kind = "notifications.announce_to_followers"
    let athlete: AthleteID
    let activity: ActivityID
    /// The last follower told.
    let after: AthleteID
}

/// Who is told what when something happens. What goes into a sequence does so in the transaction that ends
/// the job, so once; what followers are told of activities only reaches open sockets, and may come twice.
final class NotificationReactions {
    private let platform: Platform
    private let notifications: NotificationService
    private let channel: NotificationChannelStore
    private let follows: FollowService
    private let cards: CardService
    private let gear: GearService
    private let imports: ImportService

    init(
        platform: Platform, notifications: NotificationService, channel: NotificationChannelStore,
        follows: FollowService, cards: CardService, gear: GearService, imports: ImportService
    ) {
        self.imports = imports
        self.platform = platform
        self.notifications = notifications
        self.channel = channel
        self.follows = follows
        self.cards = cards
        self.gear = gear
    }

    var jobs: [JobHandler] {
        [
            .subscriber("notifications.followed", to: AthleteFollowed.self) { [self] event, context in
                try await followed(event, context)
            },
            .subscriber(
                "notifications.upload_ready", to: ActivityPublished.self, priority: .interactive
            ) { [self] event, context in
                try await uploadReady(event, context)
            },
            .subscriber("notifications.upload_failed", to: UploadRejected.self, priority: .interactive) {
                [self] event, context in
                try await uploadFailed(event, context)
            },
            .subscriber("notifications.gear_worn", to: GearWorn.self) { [self] event, context in
                try await gearWorn(event, context)
            },
            .subscriber("notifications.import_ended", to: ImportEnded.self, priority: .interactive) {
                [self] event, context in
                try await importEnded(event, context)
            },
            .subscriber("notifications.announce", to: ActivityPublished.self, priority: .interactive) {
                [self] event, context in
                // What an import brings is no news.
                guard event.source == nil else { return }
                let start = AnnounceToFollowers(
                    athlete: event.athlete, activity: event.activity, after: AthleteID(0))
                try await announce(start, context)
            },
            .job(AnnounceToFollowers.self) { [self] job, context in try await announce(job, context) },
        ]
    }

    var schedules: [Schedule] {
        [
            Schedule("notifications.prune", .daily(hour: 3, minute: 20)) { [notifications] _ in
                try await notifications.prune()
            }
        ]
    }

    /// Tells on what is passing: a step of an upload.
    func report(_ progress: UploadProgress) {
        channel.publish(
            to: [progress.athlete],
            message: SocketMessage.uploadProgress(progress.upload.rawValue, step: progress.step.rawValue))
    }

    private func followed(_ event: AthleteFollowed, _ context: JobContext) async throws {
        guard try await follows.follows(event.athlete, event.target) else { return }
        let content = Notification.Content(
            .followed, actor: event.athlete, onceKey: "followed:\(event.athlete)")
        try await notifications.tell(content, to: event.target, completing: context)
    }

    private func uploadReady(_ event: ActivityPublished, _ context: JobContext) async throws {
        guard event.source == nil, let card = try await card(event.activity), let upload = card.upload else {
            return
        }
        let content = Notification.Content(
            .uploadReady, object: .activity(event.activity), detail: card.name, onceKey: "upload:\(upload)")
        try await notifications.tell(content, to: event.athlete, completing: context)
    }

    private func uploadFailed(_ event: UploadRejected, _ context: JobContext) async throws {
        let content = Notification.Content(
            .uploadFailed, object: .upload(event.upload.rawValue), detail: event.reason,
            onceKey: "upload:\(event.upload)")
        try await notifications.tell(content, to: event.athlete, completing: context)
    }

    private func gearWorn(_ event: GearWorn, _ context: JobContext) async throws {
        guard let wear = try await gear.wear(event) else { return }
        let content = Notification.Content(.gearWorn, object: .gear(event.gear), detail: wear)
        try await notifications.tell(content, to: event.athlete, completing: context)
    }

    /// Tells the athlete whose import it is, unless it has been undone meanwhile.
    private func importEnded(_ event: ImportEnded, _ context: JobContext) async throws {
        guard let ended = try await imports.ended(event) else { return }
        let kind: Notification.Kind
        switch event.state {
        case .inspected: kind = .importInspected
        case .refused: kind = .importRefused
        default: kind = .importFinished
        }
        let content = Notification.Content(
            kind, object: .archive(event.id), detail: ended.summary,
            onceKey: "import:\(event.id):\(event.state.rawValue)")
        try await notifications.tell(content, to: event.athlete, completing: context)
    }

    /// Tells on what is passing: how far an import is.
    func report(_ current: Import) {
        channel.publish(to: [current.athlete], message: SocketMessage.importProgress(current))
    }

    private func card(_ activity: ActivityID) async throws -> ActivityCard? {
        try await cards.cards(for: [activity], isSettled: false)[activity]
    }

    /// Tells a chunk of followers; the next one is a job of its own.
    private func announce(_ job: AnnounceToFollowers, _ context: JobContext) async throws {
        guard let card = try await card(job.activity), !card.hideFromHome,
            ActivityPolicy.mayView(card.visibility, by: .follower, scopes: .activityRead)
        else { return }
        let followers = try await follows.followers(
            of: job.athlete, after: job.after, limit: NotificationLimits.announceChunk)
        guard let last = followers.last else { return }
        channel.publish(
            to: followers,
            message: SocketMessage.activityPublished(job.activity, by: job.athlete, name: card.name))
        guard followers.count == NotificationLimits.announceChunk else { return }
        let rest = AnnounceToFollowers(athlete: job.athlete, activity: job.activity, after: last)
        try await platform.database.transaction { transaction in
            try await platform.outbox.enqueue(rest, in: transaction)
            try await context.complete(in: transaction)
        }
    }
}
