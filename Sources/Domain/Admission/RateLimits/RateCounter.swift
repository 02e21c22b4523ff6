/// What one loop knows of a subject's requests in the current windows.
///
/// `known` is the total of all servers as Redis last told it; `sent` is on its way there; `pending` waits.
final class RateCounter {
    let subject: RateSubject
    private(set) var windows: RateWindows
    private(set) var pending = RateUsage()
    private var known = RateUsage()
    private var sent = RateUsage()
    /// Whether it is on the list of those that have something to tell.
    var isListed = false

    init(subject: RateSubject, windows: RateWindows) {
        self.subject = subject
        self.windows = windows
    }

    /// All that is known to have been asked.
    var usage: RateUsage {
        known + sent + pending
    }

    /// Requests that the other loops and servers don't know of.
    var unacknowledged: Int {
        sent.day + pending.day
    }

    /// Counts a request.
    func count(isRead: Bool) {
        pending.count(isRead: isRead)
    }

    /// Begins new windows where time has passed into them; what wasn't told of the old ones isn't worth
    /// telling.
    func roll(to now: RateWindows) {
        guard now != windows else { return }
        known = known.kept(from: windows, to: now)
        sent = sent.kept(from: windows, to: now)
        pending = pending.kept(from: windows, to: now)
        windows = now
    }

    /// Hands out what waits, to be sent.
    func beginSending() -> RateUsage {
        sent = sent + pending
        pending = RateUsage()
        return sent
    }

    /// Takes the totals that Redis answered for the windows of that time. Totals never fall within a window:
    /// when they seem to, Redis has lost its memory.
    func acknowledge(total: RateUsage, in then: RateWindows) {
        known = known.max(total.kept(from: then, to: windows))
        sent = RateUsage()
    }

    /// Takes back what could not be sent.
    func failSending() {
        pending = sent + pending
        sent = RateUsage()
    }

    /// Forgets all, after the thing that was being guessed was shown to be known.
    func reset() {
        known = RateUsage()
        sent = RateUsage()
        pending = RateUsage()
    }
}
