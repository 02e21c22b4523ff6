import JSON
import Kernel

/// Parts of an activity that its owner can hide from everybody else, each for itself.
package struct ActivityFacets: OptionSet, Hashable, Sendable {
    /// One bit a facet, as rows hold them.
    package let rawValue: Int16

    /// Takes the bits as they are.
    package init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// Where it went.
    package static let map = ActivityFacets(rawValue: 1)
    /// The time of day; the day stays.
    package static let startTime = ActivityFacets(rawValue: 1 << 1)
    /// Everything of the heart rate.
    package static let heartRate = ActivityFacets(rawValue: 1 << 2)
    /// Everything of the power, the work too.
    package static let power = ActivityFacets(rawValue: 1 << 3)
    /// The calories, and the work, which is nearly the same number.
    package static let calories = ActivityFacets(rawValue: 1 << 4)

    /// Each facet with the name of its switch.
    static let names: [(facet: ActivityFacets, name: StaticString)] = [
        (.map, "hide_map"), (.startTime, "hide_start_time"), (.heartRate, "hide_heartrate"),
        (.power, "hide_power"), (.calories, "hide_calories"),
    ]

    /// Writes the switches as members of the object that is being written.
    func writeSwitches(to json: inout JSONWriter) {
        for (facet, name) in ActivityFacets.names { json.member(name, contains(facet)) }
    }
}

/// Which facets are to be hidden or shown from now on; what isn't named stays.
package struct FacetEdit: Sendable, Equatable {
    private var hidden: ActivityFacets = []
    private var shown: ActivityFacets = []

    /// Reads the switches that are there; throws a fault that names the one that is wrong.
    init(_ fields: RequestFields, of resource: String) throws(Fault) {
        for (facet, name) in ActivityFacets.names {
            guard let isHidden = try fields.flag("\(name)", of: resource) else { continue }
            if isHidden { hidden.formUnion(facet) } else { shown.formUnion(facet) }
        }
    }

    /// The facets that are hidden after the edit.
    func applied(to facets: ActivityFacets) -> ActivityFacets {
        facets.union(hidden).subtracting(shown)
    }
}
