import Streams

/// Collects the activities of a file in Garmin's Training Center XML.
///
/// Activities of a `MultiSportSession` are like any others; what lies between them (`Transition`) is left
/// out, and so are courses and workouts, which nobody has done yet.
final class TCXHandler: XMLHandler {
    /// The most activities of a file, and laps of all of them.
    static let activityLimit = 1000
    static let lapLimit = 20_000

    override var elementNumbers: [(name: String, number: UInt8)] {
        TCXElement.names.map { ($0.key, $0.value.rawValue) }
    }

    private(set) var activities: [TCXActivity] = []
    private(set) var courseCount = 0
    private(set) var workoutCount = 0
    /// The program that wrote the file.
    private(set) var author: String?

    private let sportName: XMLName?
    private let startTimeName: XMLName?
    private var activity = TCXActivity()
    private var point = TrackPoint()
    private var latitude: Double?
    private var longitude: Double?
    private var hasPosition = false
    private var pointCount = 0
    private var lapCount = 0
    /// The depths of the open elements; 0 when there is none.
    private var activityDepth = 0
    private var lapDepth = 0
    private var pointDepth = 0
    private var creatorDepth = 0
    private var authorDepth = 0
    /// What the next `Value` is about.
    private var valueOwner: TCXElement?

    init(_ names: XMLNames) {
        sportName = names("Sport")
        startTimeName = names("StartTime")
    }

    override func startElement(
        _ number: UInt8, _ attributes: XMLAttributes, depth: Int, line: Int
    ) -> Bool {
        guard let element = TCXElement(rawValue: number) else { return false }
        switch element {
        case .trackPoint: if activityDepth > 0 { beginPoint(depth: depth, line: line) }
        case .time, .latitude, .longitude, .altitude, .speed, .watts, .runCadence, .temperature:
            return pointDepth > 0
        case .heartrate:
            valueOwner = element
            return pointDepth > 0
        case .averageHeartrate, .maximumHeartrate: valueOwner = element
        case .value: return valueOwner != nil
        case .distance, .cadence: return pointDepth > 0 || isOfLap(depth)
        case .totalTime, .maximumSpeed, .calories, .trigger: return isOfLap(depth)
        case .averageSpeed, .averageRunCadence, .maximumCadence, .averageWatts, .maximumWatts:
            return lapDepth > 0 && pointDepth == 0
        case .notes: return activityDepth > 0 && depth == activityDepth + 1
        case .name: return (creatorDepth > 0 && depth == creatorDepth + 1) || authorDepth > 0
        case .unitID, .versionMajor, .versionMinor: return creatorDepth > 0
        case .activity, .lap, .track, .creator, .author, .course, .workout:
            begin(element, attributes, depth: depth, line: line)
        }
        return false
    }

    private func isOfLap(_ depth: Int) -> Bool { lapDepth > 0 && depth == lapDepth + 1 }

    private func begin(_ element: TCXElement, _ attributes: XMLAttributes, depth: Int, line: Int) {
        switch element {
        case .activity: beginActivity(attributes, depth: depth, line: line)
        case .lap: if activityDepth > 0 { beginLap(attributes, depth: depth, line: line) }
        case .track: if lapDepth > 0 { beginTrack() }
        case .creator: if activityDepth > 0 { creatorDepth = depth }
        case .author: authorDepth = depth
        case .course: courseCount += 1
        case .workout: workoutCount += 1
        default: break
        }
    }

    override func endElement(_ number: UInt8, depth: Int, text bytes: UnsafeBufferPointer<UInt8>) {
        guard let element = TCXElement(rawValue: number) else { return }
        switch element {
        case .trackPoint: if depth == pointDepth { endPoint() }
        case .lap: if depth == lapDepth { lapDepth = 0 }
        case .activity: if depth == activityDepth { endActivity() }
        case .creator: creatorDepth = 0
        case .author: authorDepth = 0
        case .averageHeartrate, .maximumHeartrate: valueOwner = nil
        case _ where bytes.isEmpty: break
        case _ where pointDepth > 0: setPoint(element, bytes)
        case .notes: activity.notes = activity.notes ?? ASCIIText.trimmed(bytes)
        case .name, .unitID, .versionMajor, .versionMinor: setCreator(element, bytes)
        default: if lapDepth > 0 { setLap(element, bytes) }
        }
    }

    /// The document has ended: what it is cut off in counts as far as it got.
    override func endDocument() {
        if pointDepth > 0 && point.milliseconds != TrackPoint.noTime {
            // Half of a position isn't a wrong one.
            hasPosition = latitude != nil && longitude != nil
            endPoint()
        }
        pointDepth = 0
        if activityDepth > 0 { endActivity() }
    }
}

// Activities and laps.
extension TCXHandler {
    private func beginActivity(_ attributes: XMLAttributes, depth: Int, line: Int) {
        // Activities don't nest: in a damaged file the end of the one before has been lost.
        if activityDepth > 0 { endActivity() }
        activityDepth = depth
        activity = TCXActivity()
        activity.sport = sportName.flatMap { attributes[$0] }.flatMap(ASCIIText.trimmed)
        if activities.count >= Self.activityLimit {
            failure = ActivityFileError(
                .tooComplex, "The file has more than \(Self.activityLimit) activities.", line: line)
        }
    }

    private func endActivity() {
        if pointDepth > 0 { endPoint() }
        activityDepth = 0
        lapDepth = 0
        activities.append(activity)
    }

    private func beginLap(_ attributes: XMLAttributes, depth: Int, line: Int) {
        lapDepth = depth
        var lap = TCXLap()
        if let time = startTimeName.flatMap({ attributes[$0] }).flatMap(XMLTime.init) {
            lap.startMilliseconds = time.milliseconds
        }
        activity.beginLap(lap)
        lapCount += 1
        if lapCount > Self.lapLimit {
            failure = ActivityFileError(
                .tooComplex, "The file has more than \(Self.lapLimit) laps.", line: line)
        }
    }

    private func beginTrack() {
        let lap = activity.laps.count - 1
        // From lap to lap the timer runs on; a second track in a lap is what follows a pause.
        activity.points.beginSegment(isPause: activity.laps[lap].trackCount > 0)
        activity.laps[lap].trackCount += 1
    }

    private func setCreator(_ element: TCXElement, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard creatorDepth > 0 else {
            if element == .name { author = author ?? ASCIIText.trimmed(bytes) }
            return
        }
        let text = ASCIIText.trimmed(bytes)
        switch element {
        case .name: activity.creator.name = activity.creator.name ?? text
        case .unitID: activity.creator.unitID = text.flatMap { UInt32($0) }.flatMap { $0 == 0 ? nil : $0 }
        case .versionMajor: activity.creator.versionMajor = activity.creator.versionMajor ?? text
        default: activity.creator.versionMinor = activity.creator.versionMinor ?? text
        }
    }

    private func setLap(_ element: TCXElement, _ bytes: UnsafeBufferPointer<UInt8>) {
        let lap = activity.laps.count - 1
        if element == .trigger {
            activity.laps[lap].trigger = ASCIIText.trimmed(bytes).map(TCXLap.trigger)
            return
        }
        guard let value = ASCIIText.number(bytes) else { return }
        setTotal(element, value, of: &activity.laps[lap].totals)
    }

    private func setTotal(_ element: TCXElement, _ value: Double, of totals: inout DeviceTotals) {
        let positive = value > 0 ? value : nil
        let heartrate = PlausibleRange.heartrate.contains(value) ? value : nil
        switch element {
        case .totalTime: totals.timerSeconds = (0...1e8).contains(value) ? value : nil
        case .distance: totals.distanceMeters = PlausibleRange.distance.contains(value) ? value : nil
        case .calories: totals.calories = (0...1e6).contains(value) ? value : nil
        case .maximumSpeed: totals.maximumSpeed = PlausibleRange.speed.contains(value) ? value : nil
        case .averageSpeed: totals.averageSpeed = PlausibleRange.speed.contains(value) ? value : nil
        // Zero is what devices write without a sensor.
        case .cadence, .averageRunCadence: totals.averageCadence = totals.averageCadence ?? positive
        case .maximumCadence: totals.maximumCadence = totals.maximumCadence ?? positive
        case .averageWatts: totals.averageWatts = positive
        case .maximumWatts: totals.maximumWatts = positive
        case .value where valueOwner == .averageHeartrate: totals.averageHeartrate = heartrate
        case .value where valueOwner == .maximumHeartrate: totals.maximumHeartrate = heartrate
        default: break
        }
    }
}

// Points.
extension TCXHandler {
    private func beginPoint(depth: Int, line: Int) {
        // Points don't nest: in a damaged file the end of the one before has been lost.
        if pointDepth > 0 { endPoint() }
        pointDepth = depth
        point = TrackPoint()
        point.line = Int32(truncatingIfNeeded: line)
        latitude = nil
        longitude = nil
        hasPosition = false
        valueOwner = nil
    }

    private func setPoint(_ element: TCXElement, _ bytes: UnsafeBufferPointer<UInt8>) {
        switch element {
        case .time: setTime(bytes)
        case .latitude:
            latitude = ASCIIText.number(bytes)
            hasPosition = true
        case .longitude:
            longitude = ASCIIText.number(bytes)
            hasPosition = true
        case .altitude: point.altitude = reading(.altitude, PlausibleRange.altitude, point.altitude, bytes)
        case .distance: setDistance(bytes)
        case .heartrate, .value:
            point.heartrate = reading(.heartrate, PlausibleRange.heartrate, point.heartrate, bytes)
        case .cadence, .runCadence:
            point.cadence = reading(.cadence, PlausibleRange.cadence, point.cadence, bytes)
        case .speed: point.speed = reading(.velocitySmooth, PlausibleRange.speed, point.speed, bytes)
        case .watts: point.watts = reading(.watts, PlausibleRange.watts, point.watts, bytes)
        case .temperature: point.temp = reading(.temp, PlausibleRange.temp, point.temp, bytes)
        default: break
        }
    }

    private func reading(
        _ kind: StreamKind, _ range: ClosedRange<Double>, _ present: Int32,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int32 {
        TrackPoint.reading(bytes, kind, in: range, unless: present)
    }

    private func setTime(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let time = XMLTime(bytes) else { return }
        point.milliseconds = time.milliseconds
        activity.points.noteZone(time)
        if let lap = activity.laps.indices.last, activity.laps[lap].startMilliseconds == nil {
            activity.laps[lap].startMilliseconds = time.milliseconds
        }
    }

    private func setDistance(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard point.distance == StreamSet.missing, let meters = ASCIIText.number(bytes),
            PlausibleRange.distance.contains(meters)
        else { return }
        point.distance = StreamSet.fixedPoint(activity.metersSinceStart(meters), .distance)
    }

    private func endPoint() {
        pointDepth = 0
        valueOwner = nil
        let isBad = hasPosition && !point.setPosition(latitude: latitude, longitude: longitude)
        activity.points.append(point, isPositionBad: isBad)
        pointCount += 1
        if pointCount > StreamSet.sampleLimit { failure = RecordedPoints.tooMany(line: Int(point.line)) }
    }
}
