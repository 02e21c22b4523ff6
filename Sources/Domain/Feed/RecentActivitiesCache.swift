import Activities
import Kernel

/// The newest activities of authors whom so many follow that readers pull them, kept exact by the log of
/// changes: an author's entry is forgotten when there is a new activity. To be read after the log has
/// settled.
final class RecentActivitiesCache: ChangeListener {
    /// Authors that are remembered.
    static let capacity = 10_000

    private let cards: CardService
    private var kept = CheckedCache<AthleteID, RecentActivities>(costLimit: capacity)

    init(platform: Platform, cards: CardService) {
        self.cards = cards
        platform.changes.add(self)
    }

    func recent(of author: AthleteID) async throws -> RecentActivities {
        if let known = kept.value(for: author) { return known }
        let load = kept.begin()
        defer { kept.end(load) }
        let ids = try await cards.recentIDs(of: author, limit: FeedLimits.recentLength)
        let recent = RecentActivities(ids: ids, isWhole: ids.count < FeedLimits.recentLength)
        kept.keep(recent, for: author, of: load)
        return recent
    }

    func forget(_ change: Change) {
        switch change {
        case .recent(let author): kept.forget(author)
        case .everything: kept.forgetAll()
        case .activity, .following, .popular, .athlete, .privacy: break
        }
    }
}
