import Accounts
import EventLoop
import JSON
import Kernel

/// The summaries of athletes in JSON, as cards show them, so that they are rendered once. What a card says of
/// its athlete may be old for as long as `lifetime`.
final class FeedAuthorCache: ChangeListener {
    /// Bytes that are kept.
    static let byteLimit = 16 << 20
    /// How long a summary is good where no change of it was heard of.
    static let lifetime: Duration = .seconds(60)

    private let athletes: AthleteService
    private let loop: EventLoop
    private var kept = CheckedCache<AthleteID, RenderedAuthor>(costLimit: byteLimit)

    init(platform: Platform, athletes: AthleteService) {
        self.athletes = athletes
        loop = platform.loop
        platform.changes.add(self)
    }

    /// The summary of an athlete, if it is known.
    func known(_ id: AthleteID) -> RenderedAuthor? {
        guard let author = kept.value(for: id), loop.now - author.renderedAt < FeedAuthorCache.lifetime else {
            return nil
        }
        return author
    }

    /// The summaries of athletes who aren't known; who doesn't exist is absent.
    func load(_ ids: [AthleteID]) async throws -> [AthleteID: RenderedAuthor] {
        let load = kept.begin()
        defer { kept.end(load) }
        var found: [AthleteID: RenderedAuthor] = [:]
        for (id, summary) in try await athletes.summaries(of: ids) {
            var json = JSONWriter()
            summary.write(to: &json)
            let author = RenderedAuthor(json.bytes, at: loop.now)
            found[id] = author
            kept.keep(author, for: id, cost: json.bytes.count, of: load)
        }
        return found
    }

    func forget(_ change: Change) {
        switch change {
        case .athlete(let id): kept.forget(id)
        case .everything: kept.forgetAll()
        case .activity, .following, .popular, .recent, .privacy: break
        }
    }
}
