import Kernel

/// The ids that a feed in Redis has, as far as they were read: its newest part, or all of it.
struct FeedWindow: Equatable {
    /// Newest first, without doubles.
    var ids: [ActivityID]
    /// Whether the list goes on.
    var isCut: Bool
    /// Whether there is nothing below, not even in PostgreSQL.
    var isWhole: Bool
    /// Whether the list wasn't in order: a push is late, and about to be put into its place. What stands
    /// beyond the window may belong into it.
    var isDisordered = false

    /// Marks the end of a list below which there is nothing.
    static let end: Int64 = 0

    /// Reads elements of a list, of which at most `limit` were asked for.
    init(elements: [Int64], limit: Int) {
        let last = elements.last ?? FeedWindow.end
        isCut = elements.count == limit && last > 0
        isWhole = last == FeedWindow.end
        var previous = Int64.max
        ids = []
        ids.reserveCapacity(elements.count)
        for element in elements where element > 0 {
            if element >= previous { isDisordered = true }
            previous = element
            ids.append(ActivityID(element))
        }
        if isDisordered { sort() }
    }

    private mutating func sort() {
        ids = Array(Set(ids)).sorted(by: >)
    }

    /// Merges in the newest activities of authors whose activities aren't pushed. Below what is known of each
    /// of them, and of the list, there may be others: there the window ends, and PostgreSQL goes on.
    mutating func merge(_ recents: [RecentActivities]) {
        guard !recents.isEmpty else { return }
        let listEnd = isWhole ? nil : ids.last
        var floor = listEnd
        for recent in recents where !recent.isWhole {
            if let last = recent.ids.last { floor = max(floor ?? last, last) }
        }
        for recent in recents { ids = FeedWindow.merged(ids, recent.ids) }
        guard let floor else { return }
        ids = Array(ids.prefix { $0 >= floor })
        isWhole = false
        isCut = isCut && floor == listEnd
    }

    private static func merged(_ one: [ActivityID], _ other: [ActivityID]) -> [ActivityID] {
        var merged: [ActivityID] = []
        merged.reserveCapacity(one.count + other.count)
        var (left, right) = (0, 0)
        while left < one.count, right < other.count {
            let next = max(one[left], other[right])
            if one[left] == next { left += 1 }
            if other[right] == next { right += 1 }
            merged.append(next)
        }
        merged.append(contentsOf: one[left...])
        merged.append(contentsOf: other[right...])
        return merged
    }
}

/// The newest activities of one author.
final class RecentActivities {
    /// Newest first.
    let ids: [ActivityID]
    /// Whether there are no others.
    let isWhole: Bool

    init(ids: [ActivityID], isWhole: Bool) {
        self.ids = ids
        self.isWhole = isWhole
    }
}

/// What a pull from PostgreSQL says of a feed: an unbroken newest part of it.
struct PulledFeed: Equatable {
    /// Newest first.
    var ids: [ActivityID]
    /// Whether there is nothing below.
    var isWhole: Bool

    /// Keeps of the newest rows, of which at most `depth` of each author and `limit` altogether were asked
    /// for, those that are known to be without gaps.
    init(rows: [(athlete: AthleteID, activity: ActivityID)], depth: Int, limit: Int) {
        var counts: [AthleteID: Int] = [:]
        var floor: ActivityID?
        for row in rows {
            let count = counts[row.athlete, default: 0] + 1
            counts[row.athlete] = count
            // An author of whom all that were asked for are here may have more, below the last.
            if count == depth {
                floor = row.activity
                break
            }
        }
        isWhole = floor == nil && rows.count < limit
        ids = rows.prefix { row in floor.map { row.activity >= $0 } ?? true }.map(\.activity)
    }
}
