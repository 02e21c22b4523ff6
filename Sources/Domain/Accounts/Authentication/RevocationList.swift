package import Kernel

/// The sessions that ended while tokens of theirs are still good; confined to its loop.
///
/// Complete as far as the feed has read: who is on it is refused.
package final class RevocationList {
    /// Above this many the feed warns: somebody ends sessions by the thousand.
    package static let expectedMaximum = 1_000_000

    /// Until when each session is worth remembering, in seconds since 1970.
    private var relevantUntil: [SessionID: Int64] = [:]

    /// Whether all that matter have been read; before that nobody's token can be trusted.
    package var isComplete = false

    /// An empty list.
    package init() {}

    /// How many sessions are on it.
    package var count: Int {
        relevantUntil.count
    }

    /// Whether a session has ended.
    package func contains(_ session: SessionID) -> Bool {
        !relevantUntil.isEmpty && relevantUntil[session] != nil
    }

    /// Adds a session, until its last token expires by itself.
    package func insert(_ session: SessionID, relevantUntil moment: Int64) {
        relevantUntil[session] = max(moment, relevantUntil[session] ?? moment)
    }

    /// Forgets the sessions whose last token has expired by itself.
    package func removeExpired(now: Int64) {
        let margin: Int64 = 60
        relevantUntil = relevantUntil.filter { $0.value + margin > now }
    }
}
