import Glibc

/// Lines with fewer points, by Visvalingam and Whyatt's method.
///
/// Source: M. Visvalingam, J. D. Whyatt: "Line generalisation by repeated elimination of points",
/// The Cartographic Journal 30 (1993). O(n log n).
package enum Simplification {
    /// How many points a map line on a feed card has at most.
    package static let summaryPointLimit = 150

    /// At most `pointLimit` (2 or more) of the line's points, both ends among them.
    package static func simplify(
        _ line: [Coordinate], pointLimit: Int = summaryPointLimit
    ) -> [Coordinate] {
        precondition(pointLimit >= 2)
        if line.count <= pointLimit { return line }
        return keptIndices(of: line, pointLimit: pointLimit).map { line[$0] }
    }

    /// The indices of the points that `simplify` keeps, ascending.
    package static func keptIndices(of line: [Coordinate], pointLimit: Int) -> [Int] {
        guard line.count > pointLimit else { return Array(line.indices) }
        var elimination = PointElimination(points: planePoints(of: line))
        elimination.eliminate(downTo: pointLimit)
        return elimination.remaining
    }

    /// Degrees scaled so that areas are in proportion around the line's middle latitude.
    private static func planePoints(of line: [Coordinate]) -> [PlanePoint] {
        let middle = line[line.count / 2].latitude
        let scale = max(0.01, cos(middle * .pi / 180))
        var points: [PlanePoint] = []
        points.reserveCapacity(line.count)
        var previous = line[0].longitude
        for point in line {
            previous = point.longitude - ((point.longitude - previous) / 360).rounded() * 360
            points.append(PlanePoint(x: previous * scale, y: point.latitude))
        }
        return points
    }
}
