/// Writes TCX (Garmin's TrainingCenterDatabase v2 with ActivityExtension v2).
///
/// The format has no temperatures, three kinds of sport, and whole numbers for sensors.
package enum TCXEncoder {
    /// A point with all there is, roughly.
    private static let byteCountPerPoint = 480

    /// The whole file.
    package static func encode(_ activity: ExportedActivity) -> [UInt8] {
        let columns = ExportedColumns(activity)
        let sport = ExportedSport(activity.sportType)
        var output = XMLOutput(capacity: 2048 + columns.count * byteCountPerPoint)
        output.append(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" \
            xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:schemaLocation="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2 \
            http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd \
            http://www.garmin.com/xmlschemas/ActivityExtension/v2 \
            http://www.garmin.com/xmlschemas/ActivityExtensionv2.xsd">
            <Activities><Activity Sport="
            """)
        output.append(sport.tcxSport)
        output.append("\"><Id>")
        output.append(time: activity.startMilliseconds)
        output.append("</Id>\n")
        for lap in ExportedLap.laps(of: activity, columns) {
            append(lap, columns, isRun: sport.isRun, to: &output)
        }
        output.element("Notes", text: activity.notes)
        output.append("</Activity></Activities>\n</TrainingCenterDatabase>\n")
        return output.bytes
    }

    // MARK: laps

    private static func append(
        _ lap: ExportedLap, _ columns: ExportedColumns, isRun: Bool, to output: inout XMLOutput
    ) {
        let totals = lap.totals
        let clock = Double(lap.endMilliseconds - lap.startMilliseconds) / 1000
        output.append("<Lap StartTime=\"")
        output.append(time: lap.startMilliseconds)
        output.append("\">")
        output.element(
            "TotalTimeSeconds", totals.timerSeconds ?? totals.elapsedSeconds ?? clock, decimals: 3)
        output.element("DistanceMeters", totals.distanceMeters ?? 0, decimals: 2)
        output.element("MaximumSpeed", totals.maximumSpeed, decimals: 3)
        output.element("Calories", min(totals.calories ?? 0, 65_535))
        heartRate("AverageHeartRateBpm", totals.averageHeartrate, &output)
        heartRate("MaximumHeartRateBpm", totals.maximumHeartrate, &output)
        output.append("<Intensity>Active</Intensity>")
        if !isRun { output.element("Cadence", totals.averageCadence.flatMap(byte)) }
        output.append("<TriggerMethod>")
        output.append(triggerMethod(lap.trigger))
        output.append("</TriggerMethod>\n")
        appendTracks(of: lap, columns, isRun: isRun, to: &output)
        appendExtension(totals, isRun: isRun, to: &output)
        output.append("</Lap>\n")
    }

    private static func appendExtension(_ totals: DeviceTotals, isRun: Bool, to output: inout XMLOutput) {
        let (average, maximum) = (totals.averageCadence.flatMap(byte), totals.maximumCadence.flatMap(byte))
        let figures = [
            totals.averageSpeed, average, maximum, totals.averageWatts, totals.maximumWatts,
        ]
        guard figures.contains(where: { $0 != nil }) else { return }
        output.append("<Extensions><ns3:LX>")
        output.element("ns3:AvgSpeed", totals.averageSpeed, decimals: 3)
        if isRun {
            output.element("ns3:AvgRunCadence", average)
            output.element("ns3:MaxRunCadence", maximum)
        } else {
            output.element("ns3:MaxBikeCadence", maximum)
        }
        output.element("ns3:AvgWatts", totals.averageWatts)
        output.element("ns3:MaxWatts", totals.maximumWatts)
        output.append("</ns3:LX></Extensions>")
    }

    /// The schema's five words.
    private static func triggerMethod(_ trigger: String?) -> StaticString {
        switch trigger {
        case "distance": "Distance"
        case "time": "Time"
        case "position_start", "position_lap", "position_waypoint", "position_marked": "Location"
        default: "Manual"
        }
    }

    private static func heartRate(_ name: StaticString, _ value: Double?, _ output: inout XMLOutput) {
        guard let value = value.flatMap(byte), value >= 1 else { return }
        output.element(name) { $0.element("Value", value) }
    }

    private static func byte(_ value: Double) -> Double? {
        (0...254).contains(value.rounded()) ? value.rounded() : nil
    }

    // MARK: points

    /// A track for each part: devices begin a new one when the timer starts again.
    private static func appendTracks(
        of lap: ExportedLap, _ columns: ExportedColumns, isRun: Bool, to output: inout XMLOutput
    ) {
        guard !lap.samples.isEmpty else { return }
        output.append("<Track>\n")
        for index in lap.samples {
            if index > lap.samples.lowerBound, columns.isPause(before: index) {
                output.append("</Track>\n<Track>\n")
            }
            appendPoint(index, columns, isRun: isRun, to: &output)
        }
        output.append("</Track>")
    }

    private static func appendPoint(
        _ index: Int, _ columns: ExportedColumns, isRun: Bool, to output: inout XMLOutput
    ) {
        output.append("<Trackpoint>")
        output.element("Time") { $0.append(time: columns.milliseconds[index]) }
        if let latitude = columns.value(columns.latitude, index),
            let longitude = columns.value(columns.longitude, index)
        {
            output.element("Position") { output in
                output.element("LatitudeDegrees", latitude, decimals: 7)
                output.element("LongitudeDegrees", longitude, decimals: 7)
            }
        }
        output.element("AltitudeMeters", columns.value(columns.altitude, index), decimals: 1)
        output.element("DistanceMeters", columns.value(columns.distance, index), decimals: 1)
        if let heartrate = columns.value(columns.heartrate, index, in: 1...255) {
            output.element("HeartRateBpm") { $0.element("Value", heartrate) }
        }
        let cadence = columns.value(columns.cadence, index, in: 0...254)
        if !isRun { output.element("Cadence", cadence) }
        appendExtension(index, columns, runCadence: isRun ? cadence : nil, to: &output)
        output.append("</Trackpoint>\n")
    }

    private static func appendExtension(
        _ index: Int, _ columns: ExportedColumns, runCadence: Int32?, to output: inout XMLOutput
    ) {
        let speed = columns.value(columns.speed, index)
        let watts = columns.value(columns.watts, index, in: 0...65_535)
        if speed == nil, watts == nil, runCadence == nil { return }
        output.append("<Extensions><ns3:TPX>")
        output.element("ns3:Speed", speed, decimals: 3)
        output.element("ns3:RunCadence", runCadence)
        output.element("ns3:Watts", watts)
        output.append("</ns3:TPX></Extensions>")
    }
}
