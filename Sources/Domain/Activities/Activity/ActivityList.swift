package import FoundationEssentials
package import Kernel

/// Which of an athlete's own activities are asked for: v3's `before`, `after` and page, or what follows a
/// place.
package struct ActivityList: Sendable, Equatable {
    /// Where a page ended.
    package struct Place: Sendable, Equatable {
        /// When the last activity of it started, and which it was.
        package var start: Date
        package var activity: ActivityID
    }

    /// Starts strictly between these two moments, and the page of them.
    package var after: Date?
    package var before: Date?
    package var page: Page
    /// With `after` alone the oldest come first, so that a client that catches up pages forwards; else the
    /// newest.
    package var isOldestFirst: Bool
    /// Where the page before ended; then the page's number is not looked at.
    package var place: Place?

    /// Reads the query; throws a fault that names the parameter that is wrong.
    package init(_ fields: RequestFields, page: Page, cursors: CursorCodec) throws(Fault) {
        self.page = page
        if let cursor = fields["cursor"] {
            isOldestFirst = false
            resume(at: try cursors.decode(cursor, count: 4, purpose: ActivityList.purpose))
            return
        }
        after = try ActivityList.moment(fields, "after")
        before = try ActivityList.moment(fields, "before")
        isOldestFirst = after != nil && before == nil
    }

    /// Seconds since 1970, up to the year 9999.
    private static func moment(_ fields: RequestFields, _ name: String) throws(Fault) -> Date? {
        try fields.number(name, of: "Activity", in: 0...253_402_300_799).map(
            Date.init(timeIntervalSince1970:))
    }

    // MARK: cursors

    private static let purpose: StaticString = "athlete.activities"

    /// The cursor of the next page; nil after a page that wasn't full.
    package func next(after activities: [Activity], _ cursors: CursorCodec) -> String? {
        guard activities.count == page.size, let last = activities.last else { return nil }
        let bound = isOldestFirst ? before : after
        let keys = [
            ActivityList.microseconds(last.start.date), last.id.rawValue,
            bound.map(ActivityList.microseconds) ?? Int64.min, isOldestFirst ? 1 : 0,
        ]
        return cursors.encode(keys, purpose: ActivityList.purpose)
    }

    private mutating func resume(at keys: [Int64]) {
        isOldestFirst = keys[3] == 1
        place = Place(start: ActivityList.date(keys[0]), activity: ActivityID(keys[1]))
        let bound = keys[2] == Int64.min ? nil : ActivityList.date(keys[2])
        if isOldestFirst { before = bound } else { after = bound }
    }

    /// Microseconds are what PostgreSQL keeps.
    private static func microseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1e6).rounded())
    }

    private static func date(_ microseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1e6)
    }
}
