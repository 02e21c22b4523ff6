/// What has been asked in the current windows.
package struct RateUsage: Equatable, Sendable {
    /// Requests, and the reads among them.
    package var quarterHour = 0
    package var day = 0
    package var readQuarterHour = 0
    package var readDay = 0

    /// The sum of two counts of the same windows.
    static func + (left: RateUsage, right: RateUsage) -> RateUsage {
        RateUsage(
            quarterHour: left.quarterHour + right.quarterHour, day: left.day + right.day,
            readQuarterHour: left.readQuarterHour + right.readQuarterHour,
            readDay: left.readDay + right.readDay)
    }

    /// The greater of two counts of the same windows.
    func max(_ other: RateUsage) -> RateUsage {
        RateUsage(
            quarterHour: Swift.max(quarterHour, other.quarterHour), day: Swift.max(day, other.day),
            readQuarterHour: Swift.max(readQuarterHour, other.readQuarterHour),
            readDay: Swift.max(readDay, other.readDay))
    }

    /// The count without what belongs to windows that have passed.
    func kept(from old: RateWindows, to new: RateWindows) -> RateUsage {
        var kept = self
        if old.quarterHour != new.quarterHour {
            kept.quarterHour = 0
            kept.readQuarterHour = 0
        }
        if old.day != new.day {
            kept.day = 0
            kept.readDay = 0
        }
        return kept
    }

    /// Counts one more request.
    mutating func count(isRead: Bool) {
        quarterHour += 1
        day += 1
        guard isRead else { return }
        readQuarterHour += 1
        readDay += 1
    }

    /// Whether a request that has just been counted is over one of the limits.
    func exceeds(_ limit: RateLimit, isRead: Bool) -> Bool {
        quarterHour > limit.quarterHour || day > limit.day
            || isRead && (readQuarterHour > limit.readQuarterHour || readDay > limit.readDay)
    }
}
