package import Kernel

/// What feeds need of activities: who published what, and the cards to show, from a cache of this loop that
/// the log of changes keeps exact.
package final class CardService: ChangeListener {
    /// The bytes of cards that a loop keeps.
    package static let cacheByteLimit = 48 << 20
    /// The most cards that are asked for at once.
    package static let maximumBatch = 500

    private let activities: ActivityStore
    private let reactions: ReactionTallies
    private let masking: MaskingService
    private var cache = CheckedCache<ActivityID, ActivityCard>(costLimit: CardService.cacheByteLimit)

    init(platform: Platform, reactions: ReactionTallies, masking: MaskingService) {
        self.reactions = reactions
        self.masking = masking
        activities = ActivityStore(database: platform.database)
        platform.changes.add(self)
    }

    /// Forgets the card of an activity that has changed, or all of an athlete who hides other things than
    /// before.
    package func forget(_ change: Change) {
        switch change {
        case .activity(let id): cache.forget(id)
        case .privacy(let athlete): cache.forget { $0.athlete == athlete }
        case .everything: cache.forgetAll()
        default: break
        }
    }

    /// The ids of an athlete's activities below `before`, newest first; without what imports have brought.
    package func recentIDs(
        of athlete: AthleteID, before: ActivityID? = nil, limit: Int
    ) async throws -> [ActivityID] {
        try await activities.recentIDs(of: athlete, before: before, limit: limit)
    }

    /// The same for many athletes in one statement: at most `limit` of each, and the newest `total` of these,
    /// newest first.
    package func recentIDs(
        ofEach athletes: [AthleteID], before: ActivityID? = nil, limit: Int, total: Int
    ) async throws -> [(athlete: AthleteID, activity: ActivityID)] {
        try await activities.recentIDs(ofEach: athletes, before: before, limit: limit, total: total)
    }

    /// The cards of activities; what doesn't exist any more is absent. Ask `ActivityPolicy.maySeeInFeed` of
    /// each.
    ///
    /// `isSettled`: whether the log of changes has settled since the request began; if not, everything is
    /// read from PostgreSQL.
    package func cards(
        for ids: [ActivityID], isSettled: Bool
    ) async throws -> [ActivityID: ActivityCard] {
        precondition(ids.count <= CardService.maximumBatch, "too many cards at once")
        var found: [ActivityID: ActivityCard] = [:]
        found.reserveCapacity(ids.count)
        var missing: [ActivityID] = []
        for id in ids {
            if isSettled, let card = cache.value(for: id) { found[id] = card } else { missing.append(id) }
        }
        if !missing.isEmpty { try await load(missing, into: &found) }
        return found
    }

    /// The card of an activity, if this loop has it; to be asked after the log of changes has settled.
    package func knownCard(_ id: ActivityID) -> ActivityCard? {
        cache.value(for: id)
    }

    private func load(_ ids: [ActivityID], into found: inout [ActivityID: ActivityCard]) async throws {
        let load = cache.begin()
        defer { cache.end(load) }
        let loaded = try await activities.find(ids)
        let reactions = try await reactions.read(loaded, nil)
        let shown = try await masking.visible(loaded, for: .others)
        let whole = try await masking.visible(loaded, for: .owner)
        for (shown, whole) in zip(shown, whole) {
            let card = ActivityCard(shown: shown, whole: whole, reactions[whole.activity.id])
            cache.keep(card, for: card.id, cost: card.byteCount, of: load)
            found[card.id] = card
        }
    }
}
