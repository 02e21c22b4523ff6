import Geo
import Streams

/// Recordings with known figures, at 1 Hz and on a meridian, where metres are degrees divided by 111 195.08.
struct Course {
    private(set) var seconds: [Int32] = [0]
    private(set) var meters: [Double] = [0]
    private(set) var altitudes: [Double] = [100]
    private(set) var parts: [Int32] = [0]

    /// Goes on for some seconds with this speed (m/s) and this rise (m/s).
    mutating func go(_ duration: Int32, speed: Double, rise: Double = 0, every interval: Int32 = 1) {
        for _ in 0..<(duration / interval) {
            append(after: interval, meters: speed * Double(interval), rise: rise * Double(interval))
        }
    }

    /// Is paused by the device, and carried as far as this meanwhile.
    mutating func pause(_ duration: Int32, meters: Double = 0) {
        append(after: duration, meters: meters, rise: 0)
        parts[parts.count - 1] += 1
    }

    private mutating func append(after interval: Int32, meters step: Double, rise: Double) {
        seconds.append(seconds[seconds.count - 1] + interval)
        meters.append(meters[meters.count - 1] + step)
        altitudes.append(altitudes[altitudes.count - 1] + rise)
        parts.append(parts[parts.count - 1])
    }

    /// The recording; without positions it has nothing but time.
    func streams(positions: Bool = true, altitude: Bool = true) -> StreamSet {
        var streams = StreamSet(time: seconds)
        if positions {
            streams.set(.latitude, meters.map { 47 + $0 / 111_195.080_234 })
            streams.set(.longitude, meters.map { _ in 8 })
        }
        if altitude { streams.set(.altitude, altitudes) }
        if (parts.last ?? 0) > 0 { streams[.part] = parts }
        return streams
    }
}
