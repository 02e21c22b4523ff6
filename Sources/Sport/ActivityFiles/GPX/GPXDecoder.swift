import Streams

/// Reads GPX 1.0 and 1.1 (topografix.com): all tracks of a file are one activity.
enum GPXDecoder {
    static func decode(_ content: [UInt8]) throws(ActivityFileError) -> DecodedActivity {
        let (file, damage) = try XMLPushParser.parse(content) { GPXHandler($0) }
        var warnings: [DecodingWarning] = []
        if let damage {
            warnings.append(
                DecodingWarning(
                    .damaged, "The file is damaged (\(damage.message)): what could be read was.",
                    line: damage.line))
        }
        try checkContent(of: file, damage: damage)
        let track = try GPXTrack(file, warnings: &warnings)
        return DecodedActivity(
            format: .gpx, name: file.name, notes: file.notes, creator: file.creator, sportHint: file.type,
            startMilliseconds: track.startMilliseconds, utcOffsetSeconds: file.utcOffsetSeconds,
            streams: track.streams, warnings: warnings)
    }

    private static func checkContent(
        of file: GPXHandler, damage: (message: String, line: Int)?
    ) throws(ActivityFileError) {
        guard file.points.isEmpty else { return }
        if let damage {
            throw ActivityFileError(.badXML, "The file is damaged: \(damage.message).", line: damage.line)
        }
        if file.trackCount > 0 { throw ActivityFileError(.noPoints, "The file's track has no points.") }
        if file.routePointCount > 0 {
            throw ActivityFileError(
                .routeOnly, "The file is a planned route of \(file.routePointCount) points, not a recording.")
        }
        let waypoints = file.waypointCount > 0 ? ", only \(file.waypointCount) waypoints" : ""
        throw ActivityFileError(.noTrack, "The file has no track\(waypoints).")
    }
}
