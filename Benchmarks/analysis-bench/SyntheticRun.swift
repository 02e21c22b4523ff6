import ActivityFiles
import Streams

/// An hour's run with all the usual channels, as noisy as watches are.
enum SyntheticRun {
    static func decoded(_ count: Int) -> DecodedActivity {
        var random = Noise()
        var streams = StreamSet(time: (0..<count).map(Int32.init))
        var (latitude, longitude, altitude, heading) = (47.0, 8.0, 400.0, 0.0)
        var values: [StreamKind: [Double]] = [:]
        for second in 0..<count {
            heading += random.next(0.05)
            let speed = 3 + random.next(0.4) + (second % 600 < 60 ? 1.5 : 0)
            latitude += speed * (1 - heading * heading / 2) / 111_195
            longitude += speed * heading / 75_000
            altitude += speed * 0.03 * (second / 400 % 2 == 0 ? 1 : -1) + random.next(0.1)
            values[.latitude, default: []].append((latitude * 1e6).rounded() / 1e6)
            values[.longitude, default: []].append((longitude * 1e6).rounded() / 1e6)
            values[.altitude, default: []].append((altitude * 5).rounded() / 5)
            values[.heartrate, default: []].append(150 + 12 * random.drift)
            values[.cadence, default: []].append(86 + random.next(2))
            values[.watts, default: []].append(260 + random.next(40))
            values[.temp, default: []].append(18)
        }
        for (kind, column) in values { streams.set(kind, column) }
        var decoded = DecodedActivity(format: .fit, startMilliseconds: 1_700_000_000_000, streams: streams)
        decoded.laps = stride(from: 0, to: count, by: 330).map {
            RecordedLap(startMilliseconds: 1_700_000_000_000 + Int64($0) * 1000)
        }
        return decoded
    }
}

/// The same noise each time.
private struct Noise {
    private var state: UInt64 = 42
    /// Changes slowly, between -1 and 1.
    private(set) var drift = 0.0

    /// Between -size and size.
    mutating func next(_ size: Double) -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let unit = Double(state >> 11) / Double(1 << 52) - 1
        drift = min(max(drift + unit * 0.02, -1), 1)
        return unit * size
    }
}
