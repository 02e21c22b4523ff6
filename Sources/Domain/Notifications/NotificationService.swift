import Accounts
import FoundationEssentials
package import Jobs
package import Kernel
import Postgres

/// Tells athletes things, and shows what they were told. Confined to its loop.
package final class NotificationService {
    private let platform: Platform
    private let athletes: AthleteService
    private let store: NotificationStore
    private let channel: NotificationChannelStore

    init(platform: Platform, athletes: AthleteService, channel: NotificationChannelStore) {
        self.platform = platform
        self.athletes = athletes
        self.channel = channel
        store = NotificationStore(database: platform.database)
    }

    // MARK: telling

    /// Tells an athlete something, exactly once for the job, which ends with it.
    package func tell(
        _ content: Notification.Content, to athlete: AthleteID, completing context: JobContext
    ) async throws {
        let actor = try await actors(of: [content])
        let epoch: ID<Notification> = platform.ids.next()
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            let added = try await store.insert(
                content, for: athlete, epoch: epoch.rawValue, at: now, in: transaction)
            if let added {
                let message = NotificationService.message(added.notification, epoch: added.epoch, actor)
                transaction.afterCommit { [channel] in
                    channel.publish(
                        athlete: athlete, epoch: added.epoch, seq: added.notification.seq, message: message)
                }
            }
            try await context.complete(in: transaction)
        }
    }

    // MARK: showing

    /// Where an athlete's sequence is.
    package func head(of athlete: AthleteID) async throws -> NotificationHead {
        let epoch: ID<Notification> = platform.ids.next()
        return try await store.head(of: athlete, epoch: epoch.rawValue)
    }

    /// A page of an athlete's notifications: those after a number in their order, or those before one, or
    /// before all to come, the latest first.
    func page(of athlete: AthleteID, _ range: NotificationRange, size: Int) async throws -> NotificationPage {
        let head = try await head(of: athlete)
        let found =
            switch range {
            case .after(let seq): try await store.after(seq, of: athlete, limit: size)
            case .before(let seq): try await store.before(seq, of: athlete, limit: size)
            }
        return NotificationPage(
            head: head, notifications: found, actors: try await actors(of: found.map(\.content)))
    }

    /// Moves the mark of what was read, on all devices; returns where the sequence is.
    func markRead(_ athlete: AthleteID, through seq: Int64) async throws -> NotificationHead {
        try await store.markRead(athlete, through: seq)
        let head = try await head(of: athlete)
        channel.publish(to: [athlete], message: SocketMessage.read(through: head.readSeq))
        return head
    }

    /// The latest numbers of athletes; who was never told anything is absent.
    func latest(of athletes: [AthleteID]) async throws -> [AthleteID: Int64] {
        try await store.latest(of: athletes)
    }

    /// A chunk of what comes after a number, with each one's number and message for the socket.
    func messages(
        after seq: Int64, of athlete: AthleteID, epoch: Int64
    ) async throws -> [(seq: Int64, message: [UInt8])] {
        let found = try await store.after(seq, of: athlete, limit: NotificationLimits.replayBatch)
        let actors = try await actors(of: found.map(\.content))
        return found.map { ($0.seq, NotificationService.message($0, epoch: epoch, actors)) }
    }

    private func actors(of contents: [Notification.Content]) async throws -> [AthleteID: AthleteSummary] {
        let ids = Set(contents.compactMap(\.actor))
        return ids.isEmpty ? [:] : try await athletes.summaries(of: Array(ids))
    }

    private static func message(
        _ notification: Notification, epoch: Int64, _ actors: [AthleteID: AthleteSummary]
    ) -> [UInt8] {
        SocketMessage.notification(
            notification, actor: notification.content.actor.flatMap { actors[$0] }, epoch: epoch)
    }

    // MARK: forgetting

    /// Deletes what is older than `NotificationLimits.retentionDays`.
    func prune() async throws {
        let moment = platform.clock.now.addingTimeInterval(-86_400 * Double(NotificationLimits.retentionDays))
        while try await store.prune(before: moment) == NotificationLimits.pruneChunk {}
    }
}

/// Which notifications are asked for.
enum NotificationRange: Equatable {
    case after(Int64)
    case before(Int64)
}
