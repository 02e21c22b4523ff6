import Activities
import EventLoop
import Kernel
import Social
import Telemetry

/// Candidates for a page, as far as they are known: ids below a position, newest first.
struct FeedCandidates {
    let reader: AthleteID
    let following: Following
    /// Below which the next ids are.
    var position: ActivityID
    /// Not yet taken.
    var ids: ArraySlice<ActivityID> = []
    /// Whether the list in Redis goes on below `ids`.
    var isCut = false
    /// Whether there is nothing below `ids`.
    var isWhole = false

    /// Whether nothing is left.
    var isExhausted: Bool { ids.isEmpty && isWhole }

    /// Goes on with what a window has below the position. Of one that isn't in order nothing is used: what
    /// belongs between its ids may stand beyond it.
    mutating func take(_ window: FeedWindow) {
        ids = window.isDisordered ? [] : window.ids.drop { $0 >= position }
        isCut = window.isCut || window.isDisordered
        isWhole = window.isWhole && !window.isDisordered
    }
}

/// Where the ids of a feed come from: the list in Redis with the authors that are pulled merged in, and
/// PostgreSQL below it, or instead of it while it isn't there.
final class FeedSource {
    private let platform: Platform
    private let store: FeedStore
    private let cards: CardService
    private let follows: FollowService
    private let recents: RecentActivitiesCache
    private var rebuilding: Set<AthleteID> = []

    init(platform: Platform, store: FeedStore, cards: CardService, follows: FollowService) {
        self.platform = platform
        self.store = store
        self.cards = cards
        self.follows = follows
        recents = RecentActivitiesCache(platform: platform, cards: cards)
    }

    /// What a reading gives; where the feed isn't there, PostgreSQL gives everything, and it is made in the
    /// background.
    func candidates(
        for reader: AthleteID, _ following: Following, reading: FeedStore.Reading?, limit: Int,
        below position: ActivityID
    ) async throws -> FeedCandidates {
        var candidates = FeedCandidates(reader: reader, following: following, position: position)
        guard let reading, reading.isSettled, following.popular.count <= FeedLimits.mergedAuthors else {
            return candidates
        }
        guard FeedSource.isUsable(reading.elements), reading.version == store.version(following.epoch) else {
            rebuildSoon(reader)
            return candidates
        }
        store.touch(reader)
        var window = FeedWindow(elements: reading.elements, limit: limit)
        if window.isDisordered { try? await store.order(reader) }
        window.merge(try await recents(of: following))
        candidates.take(window)
        return candidates
    }

    /// The next candidates, at most `count`; none when there are no more.
    func next(_ count: Int, of candidates: inout FeedCandidates) async throws -> [ActivityID] {
        if candidates.ids.isEmpty, candidates.isCut { try await readOn(&candidates) }
        if candidates.ids.isEmpty, !candidates.isWhole { try await pull(count, into: &candidates) }
        let taken = candidates.ids.prefix(count)
        candidates.ids = candidates.ids.dropFirst(taken.count)
        if let last = taken.last { candidates.position = last }
        return Array(taken)
    }

    /// Reads all of the list.
    private func readOn(_ candidates: inout FeedCandidates) async throws {
        candidates.isCut = false
        guard let elements = await store.readAll(candidates.reader), FeedSource.isUsable(elements) else {
            return
        }
        var window = FeedWindow(elements: elements, limit: .max)
        window.isDisordered = false
        window.merge(try await recents(of: candidates.following))
        candidates.take(window)
    }

    private func pull(_ count: Int, into candidates: inout FeedCandidates) async throws {
        let rows = try await cards.recentIDs(
            ofEach: candidates.following.authors + [candidates.reader], before: candidates.position,
            limit: count,
            total: count)
        candidates.ids = rows.map(\.activity)[...]
        candidates.isWhole = rows.count < count
    }

    private func recents(of following: Following) async throws -> [RecentActivities] {
        var all: [RecentActivities] = []
        for author in following.popular { all.append(try await recents.recent(of: author)) }
        return all
    }

    /// Whether a list can be read: it exists, and nobody is building it.
    private static func isUsable(_ elements: [Int64]) -> Bool {
        elements.last.map { $0 >= FeedWindow.end } ?? false
    }

    // MARK: rebuilding

    private func rebuildSoon(_ reader: AthleteID) {
        guard rebuilding.count < FeedLimits.rebuildsAtATime, rebuilding.insert(reader).inserted else {
            return
        }
        platform.loop.spawn { [self] in
            do {
                try await rebuild(reader)
            } catch {
                platform.log.info("feed.rebuild_failed", ["error": .error(error)])
            }
            rebuilding.remove(reader)
        }
    }

    /// Makes a feed anew: the list first, so that pushes from now on land in it, then whom the reader follows
    /// and what they did, then both together in one step.
    private func rebuild(_ reader: AthleteID) async throws {
        let known = try await follows.following(of: reader)
        guard let builder = await store.beginBuilding(reader, version: store.version(known.epoch)) else {
            return
        }
        let following = try await follows.following(of: reader)
        let rows = try await cards.recentIDs(
            ofEach: following.authors + [reader], limit: FeedLimits.rebuildDepth, total: FeedLimits.length)
        let pulled = PulledFeed(rows: rows, depth: FeedLimits.rebuildDepth, limit: FeedLimits.length)
        await store.complete(reader, pulled, builder: builder, version: store.version(following.epoch))
    }
}
