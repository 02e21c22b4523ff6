import Geo
import Streams

/// Reads GPX 1.0 and 1.1 (topografix.com): all tracks of a file are one activity.
enum GPXDecoder {
    static func decode(_ content: [UInt8]) throws(ActivityFileError) -> DecodedActivity {
        let (file, damage) = try XMLPushParser.parse(content) { GPXHandler($0) }
        let recorded = try recordedPoints(of: file, damage: damage)
        let columns = try TrackColumns(recorded)
        let warnings = damage.map { [DecodingWarning(damage: $0)] } ?? []
        var activity = DecodedActivity(
            format: .gpx, name: file.name ?? file.fileName, notes: file.notes, creator: file.creator,
            sportHint: file.type, startMilliseconds: columns.startMilliseconds,
            utcOffsetSeconds: recorded.utcOffsetSeconds, streams: columns.streams,
            warnings: warnings + columns.warnings)
        activity.recordCount = recorded.points.count
        activity.positionCount = recorded.positionCount
        activity.pauses = columns.pauses
        return activity
    }

    /// The tracks' points; the routes' where there are none but those, and somebody was there.
    private static func recordedPoints(
        of file: GPXHandler, damage: XMLDamage?
    ) throws(ActivityFileError) -> RecordedPoints {
        if !file.track.isEmpty { return file.track }
        if let damage {
            throw ActivityFileError(.badXML, "The file is damaged: \(damage.message).", line: damage.line)
        }
        if file.trackCount > 0 { throw ActivityFileError(.noPoints, "The file's track has no points.") }
        if !file.route.isEmpty {
            if isTravelled(file.route.points) { return file.route }
            let count = file.route.points.count
            throw ActivityFileError(
                .routeOnly, "The file is a planned route of \(count) points, not a recording.")
        }
        let waypoints = file.waypointCount > 0 ? ", only \(file.waypointCount) waypoints" : ""
        throw ActivityFileError(.noTrack, "The file has no track\(waypoints).")
    }

    /// Faster than this (m/s) from one end of a route to the other, its times are those of drawing it.
    private static let fastestTravel = 100.0

    /// Whether the times in a route are those of somebody who was there: each point has one, none is earlier
    /// than the one before, and there was time enough for the way.
    private static func isTravelled(_ points: [TrackPoint]) -> Bool {
        guard points.allSatisfy({ $0.milliseconds != TrackPoint.noTime }) else { return false }
        var meters = 0.0
        for (point, next) in zip(points, points.dropFirst()) {
            if next.milliseconds < point.milliseconds { return false }
            guard let from = point.coordinate, let to = next.coordinate else { continue }
            meters += from.distanceMeters(to: to)
        }
        guard let first = points.first, let last = points.last else { return false }
        let seconds = Double(last.milliseconds - first.milliseconds) / 1000
        return seconds > 0 && meters <= fastestTravel * seconds
    }
}

extension TrackPoint {
    fileprivate var coordinate: Coordinate? {
        guard hasPosition else { return nil }
        return Coordinate(
            latitude: Double(latitude) / StreamKind.latitude.scale,
            longitude: Double(longitude) / StreamKind.longitude.scale)
    }
}
