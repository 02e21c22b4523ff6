import EventLoop
import Kernel

/// Summaries that were read a moment ago, for the lists of other modules; confined to its loop.
///
/// The log of changes takes out what was changed, where somebody of this loop reads it; besides, entries grow
/// old.
final class AthleteCache: ChangeListener {
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
    func insert(_ summary: AthleteSummary, now: Uptime) {
        if entries.count >= AthleteCache.capacity {
            entries = entries.filter { now - $0.value.readAt < AthleteCache.lifetime }
            if entries.count >= AthleteCache.capacity { entries = [:] }
        }
        entries[summary.id] = (summary, now)
    }

    /// Forgets a summary that was changed.
    func forget(_ change: Change) {
        switch change {
        case .athlete(let id): entries[id] = nil
        case .everything: entries = [:]
        default: break
        }
    }
}
