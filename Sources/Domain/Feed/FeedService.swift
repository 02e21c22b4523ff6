import Accounts
import Activities
package import Kernel
import Social

/// Reads feeds: ids from Redis or PostgreSQL, cards and authors from this loop's caches, each card
/// authorised.
///
/// What decides (whom the reader follows, whose activity it is, who may see it) comes from caches that the
/// log of changes has just brought up to date, or else from PostgreSQL. So an unfollow, a deletion or a
/// change of visibility that was answered before the read began is seen by it. See docs/decisions.
package final class FeedService {
    private let platform: Platform
    private let follows: FollowService
    private let cards: CardService
    private let store: FeedStore
    private let source: FeedSource
    private let authors: FeedAuthorCache

    init(platform: Platform, follows: FollowService, cards: CardService, athletes: AthleteService) {
        self.platform = platform
        self.follows = follows
        self.cards = cards
        store = FeedStore(platform: platform)
        source = FeedSource(platform: platform, store: store, cards: cards, follows: follows)
        authors = FeedAuthorCache(platform: platform, athletes: athletes)
    }

    /// A page of the reader's feed, from below an activity; at most `size` entries.
    package func page(for reader: Principal, below cursor: ActivityID?, size: Int) async throws -> FeedPage {
        // The first page is at the head of the list; where the others are isn't known before all of it is
        // read.
        let whole = FeedLimits.length + FeedLimits.slack
        let limit = cursor == nil ? FeedService.candidateCount(for: size) : whole
        let reading = await store.read(reader.athlete, count: limit)
        let isSettled = reading?.isSettled ?? false
        let following = try await following(of: reader.athlete, isSettled: isSettled)
        var candidates = try await source.candidates(
            for: reader.athlete, following, reading: reading, limit: limit, below: cursor ?? ActivityID(.max))
        let viewer = FeedViewer(principal: reader, following: following, isSettled: isSettled)
        return try await fill(size, for: viewer, from: &candidates)
    }

    /// How many candidates are looked at for so many places on a page: some more, since a few may be
    /// hidden, and one to know whether there is a next page.
    private static func candidateCount(for size: Int) -> Int { size + size / 8 + 1 }

    private func following(of reader: AthleteID, isSettled: Bool) async throws -> Following {
        if isSettled, let known = follows.knownFollowing(of: reader) { return known }
        return try await follows.following(of: reader)
    }

    /// Takes candidates until the page is full, or there are no more, or enough was looked at.
    private func fill(
        _ size: Int, for viewer: FeedViewer, from candidates: inout FeedCandidates
    ) async throws -> FeedPage {
        var chosen: [ActivityCard] = []
        chosen.reserveCapacity(size)
        var position: ActivityID?
        for _ in 0..<FeedLimits.rounds {
            let ids = try await source.next(
                FeedService.candidateCount(for: size - chosen.count), of: &candidates)
            var loaded: [ActivityID: ActivityCard]?
            for id in ids {
                if chosen.count == size {
                    return try await page(chosen, for: viewer.principal, next: position)
                }
                position = id
                var card = viewer.isSettled ? cards.knownCard(id) : nil
                if card == nil {
                    if loaded == nil { loaded = try await cards.cards(for: ids, isSettled: viewer.isSettled) }
                    card = loaded?[id]
                }
                guard let card else {
                    store.remove(id, from: viewer.principal.athlete)
                    continue
                }
                if viewer.maySee(card) { chosen.append(card) }
            }
            if candidates.isExhausted { return try await page(chosen, for: viewer.principal, next: nil) }
            if chosen.count == size { break }
        }
        return try await page(chosen, for: viewer.principal, next: position)
    }

    private func page(
        _ chosen: [ActivityCard], for reader: Principal, next: ActivityID?
    ) async throws -> FeedPage {
        var view = FeedView(cards: chosen)
        var loaded: [AthleteID: RenderedAuthor]?
        for card in chosen {
            var author = authors.known(card.athlete)
            if author == nil {
                if loaded == nil { loaded = try await authors.load(chosen.map(\.athlete)) }
                author = loaded?[card.athlete]
            }
            if let author { view.append(card.face(for: reader), by: author) }
        }
        return view.finish(next: next)
    }
}

/// Who reads, and what that needs to be authorised.
struct FeedViewer {
    let principal: Principal
    let following: Following
    let isSettled: Bool

    /// Whether a card may be shown; the last word is `ActivityPolicy`'s.
    func maySee(_ card: ActivityCard) -> Bool {
        let isOwner = card.athlete == principal.athlete
        let follows = !isOwner && following.contains(card.athlete)
        guard isOwner || follows else { return false }
        if card.hideFromHome && !isOwner { return false }
        return ActivityPolicy.mayView(
            card.visibility, by: isOwner ? .owner : .follower, scopes: principal.scopes)
    }
}
