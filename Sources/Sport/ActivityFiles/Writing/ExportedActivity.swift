package import Streams

/// A recording that is to be written: what every encoder takes.
package struct ExportedActivity: Equatable, Sendable {
    /// What the athlete calls it.
    package var name = ""
    /// What the athlete says of it.
    package var notes = ""
    /// The v3 `sport_type`.
    package var sportType: String
    /// What the streams' times are counted from, in milliseconds since 1970 UTC.
    package var startMilliseconds: Int64
    /// How far local time is ahead of UTC.
    package var utcOffsetSeconds = 0
    /// At least one sample, for a file that readers take.
    package var streams: StreamSet
    /// Of all of it.
    package var totals = DeviceTotals()
    /// In the order of time; none: all of it is one lap.
    package var laps: [RecordedLap] = []
    /// When the timer stood, in the order of time; none: between the streams' parts.
    package var pauses: [TimerPause] = []

    /// A recording without totals, laps and texts.
    package init(sportType: String, startMilliseconds: Int64, streams: StreamSet) {
        self.sportType = sportType
        self.startMilliseconds = startMilliseconds
        self.streams = streams
    }

    /// When a sample was taken, in milliseconds since 1970 UTC.
    func milliseconds(at index: Int) -> Int64 {
        let fraction = streams[.milliseconds].map { Int64($0[index]) } ?? 0
        return startMilliseconds + Int64(streams.time[index]) * 1000 + fraction
    }
}

/// The columns that files have, as arrays that are empty where the recording has none.
struct ExportedColumns {
    let milliseconds: [Int64]
    let latitude: [Int32]
    let longitude: [Int32]
    let altitude: [Int32]
    let distance: [Int32]
    let speed: [Int32]
    let heartrate: [Int32]
    let cadence: [Int32]
    let watts: [Int32]
    let temp: [Int32]
    let part: [Int32]

    init(_ activity: ExportedActivity) {
        let streams = activity.streams
        let fractions = streams[.milliseconds] ?? []
        var moments: [Int64] = []
        moments.reserveCapacity(streams.count)
        for (index, second) in streams.time.enumerated() {
            let fraction = fractions.isEmpty ? 0 : Int64(fractions[index])
            moments.append(activity.startMilliseconds + Int64(second) * 1000 + fraction)
        }
        milliseconds = moments
        (latitude, longitude) = Self.positions(of: streams)
        altitude = streams[.altitude] ?? []
        distance = streams[.distance] ?? []
        speed = streams[.velocitySmooth] ?? []
        heartrate = streams[.heartrate] ?? []
        cadence = streams[.cadence] ?? []
        watts = streams[.watts] ?? []
        temp = streams[.temp] ?? []
        part = streams[.part] ?? []
    }

    /// 0°, 0° is what devices write that don't know where they are: no reader takes it for a position.
    private static func positions(of streams: StreamSet) -> ([Int32], [Int32]) {
        guard var latitudes = streams[.latitude], var longitudes = streams[.longitude] else {
            return ([], [])
        }
        for index in latitudes.indices where latitudes[index] == 0 && longitudes[index] == 0 {
            latitudes[index] = StreamSet.missing
            longitudes[index] = StreamSet.missing
        }
        return (latitudes, longitudes)
    }

    var count: Int { milliseconds.count }

    /// A sample's value, nil where there is none.
    func value(_ column: [Int32], _ index: Int) -> Int32? {
        guard !column.isEmpty, column[index] != StreamSet.missing else { return nil }
        return column[index]
    }

    /// A sample's value where a format has room for it.
    func value(_ column: [Int32], _ index: Int, in range: ClosedRange<Int32>) -> Int32? {
        guard let value = value(column, index), range.contains(value) else { return nil }
        return value
    }

    /// Whether the device was paused before this sample.
    func isPause(before index: Int) -> Bool {
        !part.isEmpty && index > 0 && part[index] != part[index - 1]
    }

    /// True where at least one sample has a position.
    var hasPositions: Bool {
        zip(latitude, longitude).contains { $0 != StreamSet.missing && $1 != StreamSet.missing }
    }

    /// The first sample at this moment or later.
    func firstIndex(notBefore milliseconds: Int64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self.milliseconds[middle] < milliseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
