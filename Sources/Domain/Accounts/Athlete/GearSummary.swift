package import JSON

/// A bike or a pair of shoes as profiles and activities show it; known to a module to the right.
package struct GearSummary: Equatable, Sendable {
    /// `b` and digits for a bike, `g` and digits for shoes.
    package var id: String
    package var name: String
    /// Whether it is what its athlete mostly rides or runs with.
    package var isPrimary: Bool
    package var isRetired: Bool
    package var distanceMeters: Double

    /// Takes what there is to say.
    package init(id: String, name: String, isPrimary: Bool, isRetired: Bool, distanceMeters: Double) {
        self.id = id
        self.name = name
        self.isPrimary = isPrimary
        self.isRetired = isRetired
        self.distanceMeters = distanceMeters
    }

    /// The v3 SummaryGear.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("primary", isPrimary)
            json.member("name", name)
            json.member("resource_state", 2)
            json.member("retired", isRetired)
            json.member("distance", distanceMeters, decimals: 1)
        }
    }
}

/// All that an athlete rides and runs with, as the profile lists it.
package struct OwnedGear: Equatable, Sendable {
    /// The two lists.
    package var bikes: [GearSummary] = []
    package var shoes: [GearSummary] = []

    /// Nothing.
    package init() {}
}
