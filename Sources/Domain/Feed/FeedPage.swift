import EventLoop
package import Kernel

/// One page of an athlete's feed, newest first.
package struct FeedPage {
    /// The cards in JSON, with their athletes.
    package var json: [UInt8]
    /// Stands for `json`.
    package var fingerprint: Fingerprint
    /// How many cards there are.
    package var count: Int
    /// Below which activity the next page begins; nil on the last.
    package var next: ActivityID?
}

/// An athlete's summary in JSON, rendered once for all cards.
final class RenderedAuthor {
    let json: [UInt8]
    let fingerprint: Fingerprint
    let renderedAt: Uptime

    init(_ json: [UInt8], at now: Uptime) {
        self.json = json
        fingerprint = Fingerprint(of: json)
        renderedAt = now
    }
}

/// The named maxima of feeds.
package enum FeedLimits {
    /// Activities that a feed holds in Redis; PostgreSQL goes on below.
    package static let length = 400
    /// By how much a feed may be longer until it is cut.
    package static let slack = 64
    /// A feed that nobody reads for so long is dropped.
    package static let lifetime: Duration = .seconds(14 * 86_400)
    /// How often a reader's loop puts off the end of a feed.
    package static let touchInterval: Duration = .seconds(3600)
    /// How long a rebuild may take until another one begins.
    package static let buildTime: Duration = .seconds(30)
    /// Activities of each author that a rebuild looks at.
    package static let rebuildDepth = 64
    /// Rebuilds of one loop at a time; other readers are served from PostgreSQL meanwhile.
    package static let rebuildsAtATime = 4
    /// Followers that one job pushes to.
    package static let pushChunk = 1_000
    /// Activities that are remembered of an author whom readers pull.
    package static let recentLength = 50
    /// Such authors that one reader merges; who follows more reads from PostgreSQL.
    package static let mergedAuthors = 64
    /// How often one request looks further down when what it found may not be shown.
    package static let rounds = 8
}
