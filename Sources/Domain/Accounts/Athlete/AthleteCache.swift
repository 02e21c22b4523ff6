import EventLoop
import Kernel

/// Summaries that were read a moment ago, for the lists of other modules; confined to its loop.
///
/// A change of a profile is seen at once on its own loop, and everywhere else when the entry is too old.
struct AthleteCache {
    /// The most summaries that are kept.
    static let capacity = 10_000
    /// How long a summary is good.
    static let lifetime: Duration = .seconds(10)

    private var entries: [AthleteID: (summary: AthleteSummary, readAt: Uptime)] = [:]

    /// The summary, if it was read a moment ago.
    func find(_ id: AthleteID, now: Uptime) -> AthleteSummary? {
        guard let entry = entries[id], now - entry.readAt < AthleteCache.lifetime else { return nil }
        return entry.summary
    }

    /// Keeps what was read now.
    mutating func insert(_ summary: AthleteSummary, now: Uptime) {
        if entries.count >= AthleteCache.capacity {
            entries = entries.filter { now - $0.value.readAt < AthleteCache.lifetime }
            if entries.count >= AthleteCache.capacity { entries = [:] }
        }
        entries[summary.id] = (summary, now)
    }

    /// Forgets a summary that was changed.
    mutating func remove(_ id: AthleteID) {
        entries[id] = nil
    }
}
