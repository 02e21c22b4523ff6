import Streams

/// Collects the points of the tracks and routes of a GPX file, version 1.0 or 1.1.
///
/// Sensor values are found by their local names at any depth inside of a point, whatever the prefix or
/// namespace: Garmin's TrackPointExtension v1 and v2, PowerExtension, Cluetrust's gpxdata and plain elements
/// differ in little else.
final class GPXHandler: XMLHandler {
    /// The elements that matter.
    enum Element: UInt8 {
        case trackPoint = 1, elevation, time, heartrate, cadence, temperature, power
        case speed, pointExtension, segment, track, route, routePoint, waypoint, name, description, type
        case metadata, gpx
    }

    override var elementNumbers: [(name: String, number: UInt8)] {
        Self.elements.map { ($0.key, $0.value.rawValue) }
    }

    private static let elements: KeyValuePairs<String, Element> = [
        "trkpt": .trackPoint, "ele": .elevation, "time": .time, "hr": .heartrate,
        "cad": .cadence, "atemp": .temperature, "power": .power, "trkseg": .segment,
        "trk": .track, "name": .name, "desc": .description, "type": .type, "rte": .route,
        "rtept": .routePoint, "wpt": .waypoint, "PowerInWatts": .power, "watts": .power,
        "heartrate": .heartrate, "HeartRate": .heartrate, "heartRate": .heartrate, "cadence": .cadence,
        "RunCadence": .cadence, "temp": .temperature, "temperature": .temperature,
        "Temperature": .temperature,
        "Power": .power, "PowerValue": .power, "Watts": .power, "Cadence": .cadence,
        "HeartRateBpm": .heartrate, "speed": .speed, "TrackPointExtension": .pointExtension,
        "metadata": .metadata, "gpx": .gpx,
    ]

    private let latitudeName: XMLName?
    private let longitudeName: XMLName?
    private let creatorName: XMLName?

    private(set) var track = RecordedPoints()
    private(set) var route = RecordedPoints()
    private(set) var trackCount = 0
    private(set) var waypointCount = 0
    private(set) var name: String?
    private(set) var notes: String?
    private(set) var type: String?
    private(set) var creator: String?
    /// What the file as a whole is called: for tracks without a name.
    private(set) var fileName: String?

    private var point = TrackPoint()
    private var isPositionBad = false
    /// The depths of the open elements; 0 when there is none.
    private var pointDepth = 0
    private var pointExtensionDepth = 0
    private var trackDepth = 0
    private var metadataDepth = 0
    /// Whether the open point is one of a route.
    private var isRoutePoint = false

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
        case .trackPoint, .routePoint:
            // Points don't nest: in a damaged file the end of the one before has been lost.
            if pointDepth > 0 { endPoint() }
            isRoutePoint = element == .routePoint
            beginPoint(attributes, depth: depth, line: line)
            return false
        case .elevation, .time: return depth == pointDepth + 1 && pointDepth > 0
        case .heartrate, .cadence, .temperature, .power: return pointDepth > 0
        case .speed: return pointDepth > 0 && isSpeed(depth: depth)
        case .name: return isOfTrack(depth) || isOfFile(depth)
        case .description, .type: return isOfTrack(depth)
        default:
            begin(element, attributes, depth: depth)
            return false
        }
    }

    private func begin(_ element: Element, _ attributes: XMLAttributes, depth: Int) {
        switch element {
        case .pointExtension: pointExtensionDepth = depth
        case .segment: track.beginSegment(isPause: true)
        case .route: route.beginSegment(isPause: true)
        case .track:
            trackCount += 1
            trackDepth = depth
        case .metadata: metadataDepth = depth
        case .waypoint: waypointCount += 1
        case .gpx: creator = creator ?? creatorName.flatMap { attributes[$0] }.flatMap(ASCIIText.trimmed)
        default: break
        }
    }

    /// GPX 1.0 has metres per second in the point itself, Garmin in its extension; what other programs mean
    /// by the word, nobody knows.
    private func isSpeed(depth: Int) -> Bool {
        depth == pointDepth + 1 || (pointExtensionDepth > pointDepth && depth == pointExtensionDepth + 1)
    }

    private func isOfTrack(_ depth: Int) -> Bool { trackDepth > 0 && depth == trackDepth + 1 }

    /// In `metadata`, or in version 1.0 in the root itself.
    private func isOfFile(_ depth: Int) -> Bool {
        depth == 2 || (metadataDepth > 0 && depth == metadataDepth + 1)
    }

    override func endElement(_ number: UInt8, depth: Int, text bytes: UnsafeBufferPointer<UInt8>) {
        guard let element = Element(rawValue: number) else { return }
        switch element {
        case .trackPoint, .routePoint: if depth == pointDepth { endPoint() }
        case .pointExtension: pointExtensionDepth = 0
        case .track: if depth == trackDepth { trackDepth = 0 }
        case .metadata: metadataDepth = 0
        case _ where bytes.isEmpty: break
        case .time: setTime(bytes)
        case .elevation: point.altitude = reading(.altitude, PlausibleRange.altitude, point.altitude, bytes)
        case .heartrate:
            point.heartrate = reading(.heartrate, PlausibleRange.heartrate, point.heartrate, bytes)
        case .cadence: point.cadence = reading(.cadence, PlausibleRange.cadence, point.cadence, bytes)
        case .power: point.watts = reading(.watts, PlausibleRange.watts, point.watts, bytes)
        case .temperature: point.temp = reading(.temp, PlausibleRange.temp, point.temp, bytes)
        case .speed: point.speed = reading(.velocitySmooth, PlausibleRange.speed, point.speed, bytes)
        case .name:
            if isOfTrack(depth) {
                name = name ?? ASCIIText.trimmed(bytes)
            } else {
                fileName = fileName ?? ASCIIText.trimmed(bytes)
            }
        case .description: notes = notes ?? ASCIIText.trimmed(bytes)
        case .type: type = type ?? ASCIIText.trimmed(bytes)
        case .segment, .route, .waypoint, .gpx: break
        }
    }

    private func reading(
        _ kind: StreamKind, _ range: ClosedRange<Double>, _ present: Int32,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int32 {
        TrackPoint.reading(bytes, kind, in: range, unless: present)
    }

    /// The document has ended: a point that it is cut off in is one if it got as far as its time.
    override func endDocument() {
        if pointDepth > 0 && point.milliseconds != TrackPoint.noTime { endPoint() }
    }

    private func beginPoint(_ attributes: XMLAttributes, depth: Int, line: Int) {
        pointDepth = depth
        point = TrackPoint()
        point.line = Int32(truncatingIfNeeded: line)
        isPositionBad = !point.setPosition(
            latitude: latitudeName.flatMap { attributes[$0] }.flatMap(ASCIIText.number),
            longitude: longitudeName.flatMap { attributes[$0] }.flatMap(ASCIIText.number))
    }

    private func endPoint() {
        pointDepth = 0
        pointExtensionDepth = 0
        if isRoutePoint {
            route.append(point, isPositionBad: isPositionBad)
        } else {
            track.append(point, isPositionBad: isPositionBad)
        }
        if track.points.count + route.points.count > StreamSet.sampleLimit {
            failure = RecordedPoints.tooMany(line: Int(point.line))
        }
    }

    private func setTime(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let time = XMLTime(bytes) else { return }
        point.milliseconds = time.milliseconds
        if !isRoutePoint { track.noteZone(time) } else { route.noteZone(time) }
    }
}
