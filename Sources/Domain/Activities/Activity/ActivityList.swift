package import FoundationEssentials
package import Kernel

/// Which of an athlete's own activities are asked for: v3's `before`, `after` and page.
package struct ActivityList: Sendable, Equatable {
    /// Starts strictly between these two moments, and the page of them.
    package var after: Date?
    package var before: Date?
    package var page: Page

    /// With `after` alone the oldest come first, so that a client that catches up pages forwards; else the
    /// newest.
    package var isOldestFirst: Bool { after != nil && before == nil }

    /// Reads the query; throws a fault that names the parameter that is wrong.
    package init(_ fields: RequestFields, page: Page) throws(Fault) {
        self.page = page
        after = try ActivityList.moment(fields, "after")
        before = try ActivityList.moment(fields, "before")
    }

    /// Seconds since 1970, up to the year 9999.
    private static func moment(_ fields: RequestFields, _ name: String) throws(Fault) -> Date? {
        try fields.number(name, of: "Activity", in: 0...253_402_300_799).map(
            Date.init(timeIntervalSince1970:))
    }
}
