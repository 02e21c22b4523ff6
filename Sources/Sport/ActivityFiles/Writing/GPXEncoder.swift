/// Writes GPX 1.1 (topografix.com) with Garmin's TrackPointExtension v1 and the `power` that programs have
/// agreed on.
///
/// A track point must have a position. So samples without one are left out of a recording that has some;
/// where no sample has one, all get 0/0, which readers, ours among them, take for none.
package enum GPXEncoder {
    /// A point with all there is, roughly.
    private static let byteCountPerPoint = 280

    /// The whole file.
    package static func encode(_ activity: ExportedActivity) -> [UInt8] {
        let columns = ExportedColumns(activity)
        var output = XMLOutput(capacity: 1024 + columns.count * byteCountPerPoint)
        output.append(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <gpx version="1.1" creator="Slipstream" xmlns="http://www.topografix.com/GPX/1/1" \
            xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:schemaLocation="http://www.topografix.com/GPX/1/1 \
            http://www.topografix.com/GPX/1/1/gpx.xsd \
            http://www.garmin.com/xmlschemas/TrackPointExtension/v1 \
            http://www.garmin.com/xmlschemas/TrackPointExtensionv1.xsd">
            <metadata><time>
            """)
        output.append(time: activity.startMilliseconds)
        output.append("</time></metadata>\n<trk>")
        output.element("name", text: activity.name)
        output.element("desc", text: activity.notes)
        output.element("type", text: ExportedSport(activity.sportType).gpxType)
        append(columns, to: &output)
        output.append("</trk>\n</gpx>\n")
        return output.bytes
    }

    private static func append(_ columns: ExportedColumns, to output: inout XMLOutput) {
        let hasPositions = columns.hasPositions
        let hasSensors =
            !columns.heartrate.isEmpty || !columns.cadence.isEmpty || !columns.watts.isEmpty
            || !columns.temp.isEmpty
        var writtenPart: Int32?
        for index in 0..<columns.count {
            let latitude = columns.value(columns.latitude, index)
            let longitude = columns.value(columns.longitude, index)
            if hasPositions, latitude == nil || longitude == nil { continue }
            let part = columns.value(columns.part, index) ?? 0
            if part != writtenPart {
                output.append(writtenPart == nil ? "\n<trkseg>\n" : "</trkseg>\n<trkseg>\n")
                writtenPart = part
            }
            output.append("<trkpt lat=\"")
            output.append(latitude ?? 0, decimals: 7)
            output.append("\" lon=\"")
            output.append(longitude ?? 0, decimals: 7)
            output.append("\">")
            output.element("ele", columns.value(columns.altitude, index), decimals: 1)
            output.element("time") { $0.append(time: columns.milliseconds[index]) }
            if hasSensors { appendSensors(columns, index, to: &output) }
            output.append("</trkpt>\n")
        }
        if writtenPart != nil { output.append("</trkseg>\n") }
    }

    /// In the order of Garmin's schema; it has a byte for heart rate and cadence.
    private static func appendSensors(_ columns: ExportedColumns, _ index: Int, to output: inout XMLOutput) {
        let temp = columns.value(columns.temp, index)
        let heartrate = columns.value(columns.heartrate, index, in: 1...255)
        let cadence = columns.value(columns.cadence, index, in: 0...254)
        let watts = columns.value(columns.watts, index)
        if temp == nil, heartrate == nil, cadence == nil, watts == nil { return }
        output.append("<extensions>")
        output.element("power", watts)
        if temp != nil || heartrate != nil || cadence != nil {
            output.append("<gpxtpx:TrackPointExtension>")
            output.element("gpxtpx:atemp", temp)
            output.element("gpxtpx:hr", heartrate)
            output.element("gpxtpx:cad", cadence)
            output.append("</gpxtpx:TrackPointExtension>")
        }
        output.append("</extensions>")
    }
}
