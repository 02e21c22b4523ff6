/// What became of a request that was counted.
package struct RateDecision: Equatable, Sendable {
    /// Whether the request may go on, and what was counted against which limit.
    package var isAllowed: Bool
    package var usage: RateUsage
    package var limit: RateLimit
    /// Seconds until a window begins in which there is room; 1 at least.
    package var retryAfterSeconds: Int
    /// Requests that are left in the window that is nearest to its limit.
    package var remaining: Int

    /// Decides about a request that is part of the usage.
    init(_ usage: RateUsage, _ limit: RateLimit, isRead: Bool, unixSeconds: Int64) {
        self.usage = usage
        self.limit = limit
        isAllowed = !usage.exceeds(limit, isRead: isRead)
        let isDayFull = usage.day > limit.day || isRead && usage.readDay > limit.readDay
        let window = isDayFull ? RateWindows.daySeconds : RateWindows.quarterHourSeconds
        retryAfterSeconds = Int(window - unixSeconds % window)
        var remaining = min(limit.quarterHour - usage.quarterHour, limit.day - usage.day)
        if isRead {
            remaining = min(
                remaining, limit.readQuarterHour - usage.readQuarterHour, limit.readDay - usage.readDay)
        }
        self.remaining = max(0, remaining)
    }
}
