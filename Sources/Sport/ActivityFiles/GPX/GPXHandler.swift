import Streams

/// Collects the track points of a GPX file, version 1.0 or 1.1.
///
/// Sensor values are found by their local names at any depth inside of a point, whatever the prefix or
/// namespace: Garmin's TrackPointExtension v1 and v2, PowerExtension, Cluetrust's gpxdata and plain elements
/// differ in little else.
final class GPXHandler: XMLHandler {
    /// The elements that matter.
    enum Element: UInt8 {
        case trackPoint = 1, elevation, time, heartrate, cadence, temperature, power
        case segment, track, route, routePoint, waypoint, name, description, type, gpx
    }

    override var elementNumbers: [(name: String, number: UInt8)] {
        Self.elements.map { ($0.key, $0.value.rawValue) }
    }

    private static let elements: KeyValuePairs<String, Element> = [
        "trkpt": .trackPoint, "ele": .elevation, "time": .time, "hr": .heartrate,
        "cad": .cadence, "atemp": .temperature, "power": .power, "trkseg": .segment,
        "trk": .track, "name": .name, "desc": .description, "type": .type, "rte": .route,
        "rtept": .routePoint, "wpt": .waypoint, "PowerInWatts": .power, "watts": .power,
        "heartrate": .heartrate, "HeartRate": .heartrate, "cadence": .cadence,
        "RunCadence": .cadence, "temp": .temperature, "temperature": .temperature, "gpx": .gpx,
    ]

    private let latitudeName: XMLName?
    private let longitudeName: XMLName?
    private let creatorName: XMLName?

    private(set) var points: [GPXPoint] = []
    /// The indices in `points` where a segment begins.
    private(set) var segmentStarts: [Int] = []
    private(set) var trackCount = 0
    private(set) var routePointCount = 0
    private(set) var waypointCount = 0
    private(set) var badPositionCount = 0
    private(set) var firstBadPositionLine: Int?
    private(set) var name: String?
    private(set) var notes: String?
    private(set) var type: String?
    private(set) var creator: String?
    private(set) var utcOffsetSeconds: Int?

    private var point = GPXPoint()
    private var isPositionBad = false
    /// The depths of the open point and track; 0 when there is none.
    private var pointDepth = 0
    private var trackDepth = 0

    init(_ names: XMLNames) {
        latitudeName = names("lat")
        longitudeName = names("lon")
        creatorName = names("creator")
    }

    override func startElement(
        _ number: UInt8, _ attributes: XMLAttributes, depth: Int, line: Int
    ) -> Bool {
        guard let element = Element(rawValue: number) else { return false }
        switch element {
        case .trackPoint:
            // Points don't nest: in a damaged file the end of the one before has been lost.
            if pointDepth > 0 { endPoint() }
            beginPoint(attributes, depth: depth, line: line)
            return false
        case .elevation, .time: return depth == pointDepth + 1 && pointDepth > 0
        case .heartrate, .cadence, .temperature, .power: return pointDepth > 0
        case .name, .description, .type: return trackDepth > 0 && depth == trackDepth + 1
        case .segment: segmentStarts.append(points.count)
        case .track:
            trackCount += 1
            trackDepth = depth
        case .routePoint: routePointCount += 1
        case .waypoint: waypointCount += 1
        case .gpx: creator = creator ?? creatorName.flatMap { attributes[$0] }.flatMap(text)
        case .route: break
        }
        return false
    }

    override func endElement(_ number: UInt8, depth: Int, text bytes: UnsafeBufferPointer<UInt8>) {
        guard let element = Element(rawValue: number) else { return }
        switch element {
        case .trackPoint: if depth == pointDepth { endPoint() }
        case .track: if depth == trackDepth { trackDepth = 0 }
        case _ where bytes.isEmpty: break
        case .time: setTime(bytes)
        case .elevation: point.altitude = value(point.altitude, .altitude, bytes, in: -12_000...30_000)
        // Zero and less are what devices write without a sensor.
        case .heartrate: point.heartrate = value(point.heartrate, .heartrate, bytes, in: 1...300)
        case .cadence: point.cadence = value(point.cadence, .cadence, bytes, in: 0...300)
        case .power: point.watts = value(point.watts, .watts, bytes, in: 0...5000)
        case .temperature: point.temp = value(point.temp, .temp, bytes, in: -100...100)
        case .name: self.name = self.name ?? text(bytes)
        case .description: notes = notes ?? text(bytes)
        case .type: type = type ?? text(bytes)
        case .segment, .route, .routePoint, .waypoint, .gpx: break
        }
    }

    /// The document has ended: a point that it is cut off in is one if it got as far as its time.
    override func endDocument() {
        if pointDepth > 0 && point.milliseconds != GPXPoint.noTime { endPoint() }
    }

    private func beginPoint(_ attributes: XMLAttributes, depth: Int, line: Int) {
        pointDepth = depth
        isPositionBad = false
        point = GPXPoint()
        point.line = Int32(truncatingIfNeeded: line)
        guard let latitude = latitudeName.flatMap({ attributes[$0] }).flatMap(ASCIIText.number),
            let longitude = longitudeName.flatMap({ attributes[$0] }).flatMap(ASCIIText.number),
            abs(latitude) <= 90, abs(longitude) <= 180
        else {
            isPositionBad = true
            return
        }
        // What devices write before they know where they are.
        if latitude == 0 && longitude == 0 { return }
        point.latitude = StreamSet.fixedPoint(latitude, .latitude)
        point.longitude = StreamSet.fixedPoint(longitude, .longitude)
    }

    private func endPoint() {
        pointDepth = 0
        if isPositionBad {
            badPositionCount += 1
            firstBadPositionLine = firstBadPositionLine ?? Int(point.line)
        }
        points.append(point)
        if points.count > StreamSet.sampleLimit {
            failure = ActivityFileError(
                .tooManyPoints, "The file has more than \(StreamSet.sampleLimit) points.",
                line: Int(point.line))
        }
    }

    private func setTime(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let time = XMLTime(bytes) else { return }
        point.milliseconds = time.milliseconds
        if utcOffsetSeconds == nil { utcOffsetSeconds = time.offsetSeconds }
    }

    /// What a sensor's element says, unless the point has a value already: some programs write a sensor
    /// twice, the more specific one first.
    private func value(
        _ present: Int32, _ kind: StreamKind, _ bytes: UnsafeBufferPointer<UInt8>,
        in range: ClosedRange<Double>
    ) -> Int32 {
        guard present == StreamSet.missing, let value = ASCIIText.number(bytes), range.contains(value) else {
            return present
        }
        return StreamSet.fixedPoint(value, kind)
    }

    /// Without white space at the ends; nil for nothing.
    private func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var rest = bytes[...]
        while let first = rest.first, XMLProlog.isSpace(first) { rest = rest.dropFirst() }
        while let last = rest.last, XMLProlog.isSpace(last) { rest = rest.dropLast() }
        return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
    }
}
