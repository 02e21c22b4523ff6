import Glibc

/// A point on the earth (WGS 84), in degrees.
package struct Coordinate: Hashable, Sendable {
    /// -90 (south pole) to 90.
    package var latitude: Double
    /// -180 to 180, growing eastwards.
    package var longitude: Double

    package init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// True for finite numbers within -90...90 and -180...180.
    package var isValid: Bool { abs(latitude) <= 90 && abs(longitude) <= 180 }

    /// The mean radius of the earth (IUGG), in metres.
    package static let earthRadiusMeters = 6_371_008.8

    /// The great-circle distance in metres, by the haversine formula; right across the antimeridian too.
    package func distanceMeters(to other: Coordinate) -> Double {
        let radians = Double.pi / 180
        let sinLatitude = sin((other.latitude - latitude) * radians / 2)
        let sinLongitude = sin((other.longitude - longitude) * radians / 2)
        let shrink = cos(latitude * radians) * cos(other.latitude * radians)
        let haversine = sinLatitude * sinLatitude + shrink * sinLongitude * sinLongitude
        return 2 * Self.earthRadiusMeters * asin(min(1, haversine.squareRoot()))
    }
}
