package import Activities
package import FoundationEssentials
package import Kernel

/// Something that an athlete is told, to be kept until it is old.
package struct Notification: Equatable, Sendable {
    /// What happened; each is the `type` on the wire.
    package enum Kind: String, Sendable, CaseIterable {
        /// Somebody follows the athlete.
        case followed
        /// An upload has become an activity.
        case uploadReady = "upload.ready"
        /// An upload has not become an activity.
        case uploadFailed = "upload.failed"
        /// Gear, or a part of it, has gone as far as the athlete wanted to know.
        case gearWorn = "gear.worn"
        /// The dry run of an import is done: the athlete decides.
        case importInspected = "import.inspected"
        /// An import is done.
        case importFinished = "import.finished"
        /// The archive of an import can't be used.
        case importRefused = "import.refused"
    }

    /// What a notification is about.
    package enum Object: Equatable, Sendable {
        case activity(ActivityID)
        case upload(Int64)
        case gear(GearID)
        case archive(ImportID)
    }

    /// Who is told.
    package var athlete: AthleteID
    /// Its place in the athlete's sequence, from 1, without gaps.
    package var seq: Int64
    /// What is told, and since when.
    package var content: Content
    package var createdAt: Date

    /// A notification before it has its place.
    package struct Content: Equatable, Sendable {
        /// What happened.
        package var kind: Kind
        /// Who did it, and what it is about.
        package var actor: AthleteID?
        package var object: Object?
        /// A sentence for people, where the kind needs one; at most `NotificationLimits.detailCharacters`.
        package var detail: String?
        /// Told only once, however often it happens.
        package var onceKey: String?

        /// A content as given; a long detail is cut.
        package init(
            _ kind: Kind, actor: AthleteID? = nil, object: Object? = nil, detail: String? = nil,
            onceKey: String? = nil
        ) {
            self.kind = kind
            self.actor = actor
            self.object = object
            // As PostgreSQL counts, whose check would fail for good.
            self.detail = detail.map { String($0.unicodeScalars.prefix(NotificationLimits.detailCharacters)) }
            self.onceKey = onceKey
        }
    }
}

/// Where an athlete's sequence is.
package struct NotificationHead: Equatable, Sendable {
    /// Names the sequence.
    package var epoch: Int64
    /// The latest number; 0 before the first.
    package var seq: Int64
    /// The latest that was read.
    package var readSeq: Int64
    /// The earliest that is still kept; `seq + 1` when none is.
    package var oldest: Int64
}

/// The named maxima of notifications.
package enum NotificationLimits {
    /// Characters of a detail.
    package static let detailCharacters = 1000
    /// Notifications are kept this long.
    package static let retentionDays = 90
    /// Rows that one prune deletes at most.
    package static let pruneChunk = 10_000
    /// Channels over which servers tell each other; an athlete's is given by the id.
    package static let shards = 256
    /// Athletes in one question for heads.
    package static let headBatch = 1000
    /// Notifications that one replay reads at a time.
    package static let replayBatch = 100
    /// Replays of one loop at a time.
    package static let replaysAtATime = 16
    /// Who is further behind than this is told to begin anew.
    package static let replayDepth: Int64 = 10_000
    /// How often a socket is told the head, and whether it has missed something.
    package static let pingInterval: Duration = .seconds(30)
    /// How often heads are asked for while Redis is away.
    package static let pollInterval: Duration = .milliseconds(500)
    /// How long they are asked for after that: longer than a Redis client takes to come back.
    package static let pollsAfterOutage: Duration = .seconds(5)
    /// How long a client may take to say who it is.
    package static let authenticationTime: Duration = .seconds(10)
    /// How long a client may take nothing of what waits for it.
    package static let stallTime: Duration = .seconds(10)
    /// Followers who are told of an activity by one job.
    package static let announceChunk = 1000
}
