import Geo
package import Kernel

extension Subjects {
    /// A place around which an athlete hides tracks.
    enum PrivacyZone {}
}

/// Names a privacy zone.
typealias PrivacyZoneID = ID<Subjects.PrivacyZone>

/// An address, and how far around it nobody else sees a track. Shown to its owner only.
package struct PrivacyZone: Sendable, Equatable {
    static let resource = "PrivacyZone"
    /// How many an athlete has at most.
    static let maximumCount = 20
    static let maximumNameLength = 100
    static let radiusRangeMeters = 200...1_600
    /// Where nothing is said.
    static let standardRadiusMeters = 400

    var id: PrivacyZoneID
    var name: String
    var address: Coordinate
    var radiusMeters: Int
}

/// What an athlete says of a zone. Nil: as it was.
package struct PrivacyZoneEdit: Sendable, Equatable {
    private let name: String?
    private let latitude: Double?
    private let longitude: Double?
    private let radiusMeters: Int?

    /// Reads the fields that are there; throws a fault that names the one that is wrong.
    package init(_ fields: RequestFields) throws(Fault) {
        let resource = PrivacyZone.resource
        name = try fields.text("name", of: resource, maximumLength: PrivacyZone.maximumNameLength)
        latitude = try fields.number("latitude", of: resource, in: -90...90)
        longitude = try fields.number("longitude", of: resource, in: -180...180)
        let range = PrivacyZone.radiusRangeMeters
        radiusMeters = try fields.number(
            "radius_meters", of: resource, in: Double(range.lowerBound)...Double(range.upperBound)
        ).map { Int($0.rounded(.up)) }
    }

    /// A new zone; throws a fault where the address is missing.
    func zone(_ id: PrivacyZoneID) throws(Fault) -> PrivacyZone {
        guard let latitude else { throw .missing(PrivacyZone.resource, "latitude") }
        guard let longitude else { throw .missing(PrivacyZone.resource, "longitude") }
        return PrivacyZone(
            id: id, name: name ?? "", address: Coordinate(latitude: latitude, longitude: longitude),
            radiusMeters: radiusMeters ?? PrivacyZone.standardRadiusMeters)
    }

    /// The zone as it is after the edit.
    func applied(to zone: PrivacyZone) -> PrivacyZone {
        let address = Coordinate(
            latitude: latitude ?? zone.address.latitude, longitude: longitude ?? zone.address.longitude)
        return PrivacyZone(
            id: zone.id, name: name ?? zone.name, address: address,
            radiusMeters: radiusMeters ?? zone.radiusMeters)
    }
}
