package import FoundationEssentials
package import Kernel

/// Which old activities are to be computed again.
package struct Recomputation: Sendable, Equatable {
    /// Those that started at this moment or later.
    package var from: Date
    /// Those whose figures an older version of the algorithms made than this one.
    package var version: Int16

    /// Throws a fault for a version that nobody can compute yet.
    package init(from: Date, version: Int) throws(Fault) {
        guard let version = Int16(exactly: version), (1...ActivityFigures.algorithmVersion).contains(version)
        else { throw .invalid("Recomputation", "version", "exceeded") }
        self.from = from
        self.version = version
    }

    /// The version that the algorithms have now.
    package static var newestVersion: Int { Int(ActivityFigures.algorithmVersion) }

    /// Before every recording.
    package static let beginning = Date(timeIntervalSince1970: 0)

    /// The beginning of a day, say `2026-01-31`, in UTC; nil for what isn't one.
    package static func date(_ day: String) -> Date? {
        day.utf8.count == 10 ? LocalDateText.parse(day + "T00:00:00") : nil
    }
}
