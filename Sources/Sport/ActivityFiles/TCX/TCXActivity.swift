import Streams

/// An `Activity` element as it is read.
struct TCXActivity {
    var sport: String?
    var notes: String?
    var creator = TCXCreator()
    var laps: [TCXLap] = []
    var points = RecordedPoints()
    /// The last distance that a point told, and what laps before it that counted for themselves add to it.
    private var lastMeters = 0.0
    private var metersBefore = 0.0
    private var isFirstDistanceOfLap = true

    mutating func beginLap(_ lap: TCXLap) {
        laps.append(lap)
        isFirstDistanceOfLap = true
    }

    /// A point's distance since the start of the activity: in the files of some programs each lap begins at
    /// zero.
    mutating func metersSinceStart(_ meters: Double) -> Double {
        if isFirstDistanceOfLap, meters < lastMeters / 2 { metersBefore += lastMeters }
        isFirstDistanceOfLap = false
        lastMeters = meters
        return metersBefore + meters
    }
}

/// A `Lap` element as it is read.
struct TCXLap {
    /// Its own start; nil where it has none that can be read.
    var startMilliseconds: Int64?
    var totals = DeviceTotals()
    var trigger: String?
    var trackCount = 0

    /// The lap as the format-neutral one; `end` is the start of the next lap or the last point's time.
    func recorded(until end: Int64?) -> RecordedLap? {
        guard let startMilliseconds else { return nil }
        var totals = totals
        if let end, end > startMilliseconds {
            let elapsed = Double(end - startMilliseconds) / 1000
            // The last sample of a lap lies before its end.
            totals.elapsedSeconds = max(elapsed, totals.timerSeconds ?? 0)
        }
        return RecordedLap(startMilliseconds: startMilliseconds, totals: totals, trigger: trigger)
    }

    /// A `TriggerMethod` in FIT's words.
    static func trigger(_ text: String) -> String {
        switch text {
        case "Location": "position_marked"
        case "HeartRate": "heart_rate"
        default: text.lowercased()
        }
    }
}

/// A `Creator` element: the device.
struct TCXCreator {
    var name: String?
    var unitID: UInt32?
    var versionMajor: String?
    var versionMinor: String?

    var device: RecordingDevice? {
        guard let name else { return nil }
        let version = [versionMajor, versionMinor].compactMap { $0 }.joined(separator: ".")
        return RecordingDevice(
            product: name, serialNumber: unitID, softwareVersion: version.isEmpty ? nil : version)
    }
}

extension DeviceTotals {
    /// What the laps of a recording say together. Averages are weighted by the timer.
    init(summing laps: [DeviceTotals]) {
        self.init()
        timerSeconds = Self.sum(laps, \.timerSeconds)
        distanceMeters = Self.sum(laps, \.distanceMeters)
        calories = Self.sum(laps, \.calories)
        maximumSpeed = laps.compactMap(\.maximumSpeed).max()
        maximumHeartrate = laps.compactMap(\.maximumHeartrate).max()
        maximumCadence = laps.compactMap(\.maximumCadence).max()
        maximumWatts = laps.compactMap(\.maximumWatts).max()
        averageSpeed = Self.mean(laps, \.averageSpeed)
        averageHeartrate = Self.mean(laps, \.averageHeartrate)
        averageCadence = Self.mean(laps, \.averageCadence)
        averageWatts = Self.mean(laps, \.averageWatts)
    }

    private static func sum(_ laps: [DeviceTotals], _ field: KeyPath<DeviceTotals, Double?>) -> Double? {
        let values = laps.compactMap { $0[keyPath: field] }
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// Nil where the laps that say something are less than half of the time.
    private static func mean(_ laps: [DeviceTotals], _ field: KeyPath<DeviceTotals, Double?>) -> Double? {
        var (sum, seconds, allSeconds) = (0.0, 0.0, 0.0)
        for lap in laps {
            let lapSeconds = lap.timerSeconds ?? 0
            allSeconds += lapSeconds
            guard let value = lap[keyPath: field] else { continue }
            sum += value * lapSeconds
            seconds += lapSeconds
        }
        return seconds > 0 && seconds >= allSeconds / 2 ? sum / seconds : nil
    }
}
