import Streams

/// A point as it stands in a file; fixed-point numbers of `StreamSet`'s columns, `missing` where absent.
struct TrackPoint {
    /// Milliseconds since 1970 UTC; `noTime` where absent.
    var milliseconds = noTime
    var latitude = StreamSet.missing
    var longitude = StreamSet.missing
    var altitude = StreamSet.missing
    /// Since the start, as the device says.
    var distance = StreamSet.missing
    /// As the device says.
    var speed = StreamSet.missing
    var heartrate = StreamSet.missing
    var cadence = StreamSet.missing
    var watts = StreamSet.missing
    var temp = StreamSet.missing
    /// Where it begins.
    var line: Int32 = 0

    static let noTime = Int64.min

    var hasPosition: Bool { latitude != StreamSet.missing && longitude != StreamSet.missing }

    /// Takes the position unless it isn't on the earth. Returns whether it is one; 0°, 0° is what devices
    /// write before they know where they are: neither wrong nor a position.
    mutating func setPosition(latitude: Double?, longitude: Double?) -> Bool {
        guard let latitude, let longitude, abs(latitude) <= 90, abs(longitude) <= 180 else { return false }
        if latitude == 0 && longitude == 0 { return true }
        self.latitude = StreamSet.fixedPoint(latitude, .latitude)
        self.longitude = StreamSet.fixedPoint(longitude, .longitude)
        return true
    }

    /// Takes what it lacks from another point: some programs write each sensor's samples as points of their
    /// own.
    mutating func fillGaps(from other: TrackPoint) {
        if !hasPosition { (latitude, longitude) = (other.latitude, other.longitude) }
        if altitude == StreamSet.missing { altitude = other.altitude }
        if distance == StreamSet.missing { distance = other.distance }
        if speed == StreamSet.missing { speed = other.speed }
        if heartrate == StreamSet.missing { heartrate = other.heartrate }
        if cadence == StreamSet.missing { cadence = other.cadence }
        if watts == StreamSet.missing { watts = other.watts }
        if temp == StreamSet.missing { temp = other.temp }
    }

    /// What an element says, unless the point has a value already: some programs write a sensor twice, the
    /// more specific one first.
    static func reading(
        _ bytes: UnsafeBufferPointer<UInt8>, _ kind: StreamKind, in range: ClosedRange<Double>,
        unless present: Int32
    ) -> Int32 {
        guard present == StreamSet.missing, let value = ASCIIText.number(bytes), range.contains(value) else {
            return present
        }
        return StreamSet.fixedPoint(value, kind)
    }
}

/// What sensors and maps can say; anything else is a mistake of the device.
enum PlausibleRange {
    static let altitude = -12_000.0...30_000.0
    /// Zero and less are what devices write without a sensor.
    static let heartrate = 1.0...300.0
    static let cadence = 0.0...300.0
    static let watts = 0.0...5000.0
    static let temp = -100.0...100.0
    static let distance = 0.0...100_000_000.0
    static let speed = 0.0...1000.0
}
