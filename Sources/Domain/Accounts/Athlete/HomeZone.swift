package import FoundationEssentials
package import Kernel
import TimeZones

/// The time zone in which an athlete's days begin: the one that they have set, else UTC.
package struct HomeZone: Equatable, Sendable {
    /// An IANA name, as `Europe/Berlin`; nil where the athlete doesn't say.
    package let name: String?

    /// Of an athlete who doesn't say.
    package static let unknown = HomeZone(stored: nil)

    /// The zone of a name that was checked before.
    init(stored name: String?) {
        self.name = name
    }

    /// Throws a fault for a name that no zone has.
    package init(_ name: String) throws(Fault) {
        guard TimeZoneDatabase.system.rules(of: name) != nil else { throw .invalid("Athlete", "timezone") }
        self.name = name
    }

    /// What the athlete's clocks show at a moment, as if it were UTC.
    package func localDate(of moment: Date) -> Date {
        guard let rules else { return moment }
        let instant = Int64(moment.timeIntervalSince1970.rounded(.down))
        return moment.addingTimeInterval(Double(rules.offsetSeconds(at: instant)))
    }

    /// When the athlete's clocks show a time, given as if it were UTC.
    package func moment(ofLocal local: Date) -> Date {
        guard let rules else { return local }
        let seconds = Int64(local.timeIntervalSince1970.rounded(.down))
        return local.addingTimeInterval(Double(rules.instant(ofLocal: seconds) - seconds))
    }

    /// Nil without a zone, and where the system has forgotten it.
    private var rules: TimeZoneRules? {
        name.flatMap { TimeZoneDatabase.system.rules(of: $0) }
    }
}
