import Activities
import FoundationEssentials
import Kernel
import Postgres

/// The athletes' sequences.
struct NotificationStore {
    let database: Database

    // MARK: writing

    /// Gives a content its place at the end of the athlete's sequence; nil when it was told before. Two
    /// transactions that tell the same at once: the later one fails on `notification_once`, and is to be
    /// tried again.
    func insert(
        _ content: Notification.Content, for athlete: AthleteID, epoch: Int64, at now: Date,
        in transaction: Transaction
    ) async throws -> (notification: Notification, epoch: Int64)? {
        let object = content.object.map(NotificationStore.columns)
        let rows = try await transaction.query(
            """
            with fresh as (
                select where not exists (
                    select from notifications.notification
                    where athlete_id = \(athlete) and once_key = \(content.onceKey))
            ), head as (
                insert into notifications.head as head (athlete_id, epoch, seq)
                select \(athlete), \(epoch), 1 from fresh
                on conflict on constraint head_pkey do update set seq = head.seq + 1
                returning seq, epoch
            ), added as (
                insert into notifications.notification
                    (athlete_id, seq, kind, actor_id, object_kind, object_id, detail, once_key, created_at)
                select \(athlete), seq, \(content.kind), \(content.actor), \(object?.kind), \(object?.id),
                    \(content.detail), \(content.onceKey), \(now)
                from head
            )
            select seq, epoch from head
            """)
        guard let row = rows.first else { return nil }
        let (seq, epoch) = try row.decode(Int64.self, Int64.self)
        return (Notification(athlete: athlete, seq: seq, content: content, createdAt: now), epoch)
    }

    /// Moves the mark of what was read forward, never back, and never beyond the latest.
    func markRead(_ athlete: AthleteID, through seq: Int64) async throws {
        try await database.execute(
            """
            update notifications.head set read_seq = least(\(seq), head.seq)
            where athlete_id = \(athlete) and read_seq < least(\(seq), head.seq)
            """)
    }

    /// Deletes what is older than the moment, a chunk of it; returns how many rows.
    func prune(before moment: Date) async throws -> Int {
        try await database.execute(
            """
            delete from notifications.notification where ctid = any(array(
                select ctid from notifications.notification where created_at < \(moment)
                limit \(NotificationLimits.pruneChunk)))
            """)
    }

    // MARK: reading

    /// The athlete's head; makes the sequence where there is none.
    func head(of athlete: AthleteID, epoch: Int64) async throws -> NotificationHead {
        if let head = try await existingHead(of: athlete) { return head }
        try await database.execute(
            """
            insert into notifications.head (athlete_id, epoch) values (\(athlete), \(epoch))
            on conflict on constraint head_pkey do nothing
            """)
        return try await existingHead(of: athlete)
            ?? NotificationHead(epoch: epoch, seq: 0, readSeq: 0, oldest: 1)
    }

    private func existingHead(of athlete: AthleteID) async throws -> NotificationHead? {
        let rows = try await database.query(
            """
            select epoch, seq, read_seq, coalesce(
                (select min(seq) from notifications.notification where athlete_id = \(athlete)), seq + 1)
            from notifications.head where athlete_id = \(athlete)
            """)
        guard let row = rows.first else { return nil }
        let (epoch, seq, readSeq, oldest) = try row.decode(Int64.self, Int64.self, Int64.self, Int64.self)
        return NotificationHead(epoch: epoch, seq: seq, readSeq: readSeq, oldest: oldest)
    }

    /// The latest numbers of athletes; who has no sequence is absent.
    func latest(of athletes: [AthleteID]) async throws -> [AthleteID: Int64] {
        let rows = try await database.query(
            """
            select athlete_id, seq from notifications.head where athlete_id = any(\(athletes.map(\.rawValue)))
            """)
        var latest: [AthleteID: Int64] = [:]
        for (athlete, seq) in try rows.decode(Int64.self, Int64.self) { latest[AthleteID(athlete)] = seq }
        return latest
    }

    /// Notifications after a number, in their order.
    func after(_ seq: Int64, of athlete: AthleteID, limit: Int) async throws -> [Notification] {
        let rows = try await database.query(
            """
            select seq, kind, actor_id, object_kind, object_id, detail, created_at
            from notifications.notification where athlete_id = \(athlete) and seq > \(seq)
            order by seq limit \(limit)
            """)
        return try rows.map { try NotificationStore.notification($0, of: athlete) }
    }

    /// Notifications before a number, the latest first.
    func before(_ seq: Int64, of athlete: AthleteID, limit: Int) async throws -> [Notification] {
        let rows = try await database.query(
            """
            select seq, kind, actor_id, object_kind, object_id, detail, created_at
            from notifications.notification where athlete_id = \(athlete) and seq < \(seq)
            order by seq desc limit \(limit)
            """)
        return try rows.map { try NotificationStore.notification($0, of: athlete) }
    }

    private static func notification(_ row: Row, of athlete: AthleteID) throws -> Notification {
        let (seq, kind, actor, objectKind, objectID, detail, createdAt) = try row.decode(
            Int64.self, Notification.Kind.self, Int64?.self, String?.self, Int64?.self, String?.self,
            Date.self)
        let content = Notification.Content(
            kind, actor: actor.map { AthleteID($0) }, object: object(objectKind, objectID), detail: detail)
        return Notification(athlete: athlete, seq: seq, content: content, createdAt: createdAt)
    }

    private static func columns(_ object: Notification.Object) -> (kind: String, id: Int64) {
        switch object {
        case .activity(let id): ("activity", id.rawValue)
        case .upload(let id): ("upload", id)
        case .gear(let id): (id.kind.word, id.number.rawValue)
        case .archive(let id): ("import", id.rawValue)
        }
    }

    private static func object(_ kind: String?, _ id: Int64?) -> Notification.Object? {
        switch (kind, id) {
        case ("activity", let id?): .activity(ActivityID(id))
        case ("upload", let id?): .upload(id)
        case ("import", let id?): .archive(ImportID(id))
        case (let kind?, let id?):
            GearID.Kind.allCases.first { $0.word == kind }.map { .gear(GearID($0, ID(id))) }
        default: nil
        }
    }
}

extension Notification.Kind: SQLValue {}
