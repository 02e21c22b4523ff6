import Testing

@testable import TimeZones

@Suite struct TimeZoneMapTests {
    @Test(arguments: [
        ("Berlin", 52.52, 13.405, "Europe/Berlin"), ("Zürich", 47.3769, 8.5417, "Europe/Zurich"),
        ("New York", 40.7128, -74.006, "America/New_York"), ("Quito", -0.1807, -78.4678, "America/Guayaquil"),
        ("Sydney", -33.8688, 151.2093, "Australia/Sydney"), ("Delhi", 28.6139, 77.209, "Asia/Kolkata"),
        ("Kathmandu", 27.7172, 85.324, "Asia/Kathmandu"), ("Nairobi", -1.2921, 36.8219, "Africa/Nairobi"),
        ("Reykjavík", 64.1466, -21.9426, "Atlantic/Reykjavik"), ("Suva", -18.1248, 178.4501, "Pacific/Fiji"),
        ("Waitangi", -43.9535, -176.5597, "Pacific/Chatham"), ("Ürümqi", 43.8256, 87.6168, "Asia/Urumqi"),
    ])
    func `a town is in its zone`(_: String, latitude: Double, longitude: Double, zone: String) {
        #expect(TimeZoneMap.name(latitude: latitude, longitude: longitude) == zone)
    }

    /// Neighbours on both sides of a border, a few kilometres apart.
    @Test(arguments: [
        (45.9566, 13.6436, "Europe/Ljubljana"), (45.9415, 13.6091, "Europe/Rome"),
        (48.5734, 7.7521, "Europe/Paris"), (48.5733, 7.8150, "Europe/Berlin"),
        (65.8481, 24.1466, "Europe/Helsinki"), (65.8355, 24.1368, "Europe/Stockholm"),
        (41.8661, -6.7620, "Europe/Lisbon"), (42.0544, -6.6366, "Europe/Madrid"),
        (42.5063, 1.5218, "Europe/Andorra"), (-28.1770, 153.5391, "Australia/Sydney"),
        (-28.0167, 153.4000, "Australia/Brisbane"), (32.5149, -117.0382, "America/Tijuana"),
        (32.5520, -117.0431, "America/Los_Angeles"),
    ])
    func `border towns are in the zones of their countries`(latitude: Double, longitude: Double, zone: String)
    {
        #expect(TimeZoneMap.name(latitude: latitude, longitude: longitude) == zone)
    }

    @Test(arguments: [(0.0, -30.0), (30, -150), (-50, 100), (45, -40), (-89.9, 0.1)])
    func `at sea there is no zone, and every corner of the earth can be asked for`(
        latitude: Double, longitude: Double
    ) {
        let name = TimeZoneMap.name(latitude: latitude, longitude: longitude)
        #expect(latitude < -80 ? name?.hasPrefix("Antarctica/") == true : name == nil)
    }

    @Test func `the rims of the world are on the map, and what is beyond isn't`() {
        for longitude in [-180.0, 180] {
            for latitude in [-90.0, 90] {
                _ = TimeZoneMap.name(latitude: latitude, longitude: longitude)
            }
            #expect(TimeZoneMap.name(latitude: 66.0, longitude: longitude) == "Asia/Anadyr")
        }
        for (latitude, longitude) in [(91.0, 0), (0, 181), (.nan, 0), (0, .infinity)] {
            #expect(TimeZoneMap.name(latitude: latitude, longitude: longitude) == nil)
        }
    }

    @Test func `every name on the map could be a zone's`() {
        let names = TimeZoneMap.allNames
        #expect(names.count > 400)
        #expect(names == names.sorted())
        #expect(names.allSatisfy { TimeZoneDatabase.isName($0) })
    }
}
