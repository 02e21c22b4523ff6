/// The smallest rectangle of latitudes and longitudes around some points.
///
/// `west > east` where it crosses the antimeridian.
package struct BoundingBox: Hashable, Sendable {
    /// The lowest latitude in degrees; the others likewise.
    package var south: Double
    package var west: Double
    package var north: Double
    package var east: Double

    package init(south: Double, west: Double, north: Double, east: Double) {
        self.south = south
        self.west = west
        self.north = north
        self.east = east
    }

    /// The box around a track; nil for no valid points.
    ///
    /// A step of more than 180° of longitude is taken as one across the antimeridian.
    package init?(around track: some Sequence<Coordinate>) {
        var south = Double.infinity
        var north = -Double.infinity
        var west = Double.infinity
        var east = -Double.infinity
        var previous: Double?
        for point in track where point.isValid {
            // Longitudes are unrolled along the track, so that neighbours are always close.
            var longitude = point.longitude
            if let previous { longitude -= ((longitude - previous) / 360).rounded() * 360 }
            previous = longitude
            south = min(south, point.latitude)
            north = max(north, point.latitude)
            west = min(west, longitude)
            east = max(east, longitude)
        }
        guard previous != nil else { return nil }
        self.init(south: south, west: Self.wrapped(west), north: north, east: Self.wrapped(east))
        if east - west >= 360 { (self.west, self.east) = (-180, 180) }
    }

    /// True for points inside or on the edge.
    package func contains(_ point: Coordinate) -> Bool {
        guard point.latitude >= south && point.latitude <= north else { return false }
        if west <= east { return point.longitude >= west && point.longitude <= east }
        return point.longitude >= west || point.longitude <= east
    }

    private static func wrapped(_ longitude: Double) -> Double {
        longitude - (longitude / 360).rounded() * 360
    }
}
