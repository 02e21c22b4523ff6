import Streams

/// The streams of an activity out of the columns of its file.
struct FITStreams {
    /// Seconds of FIT's clock.
    let start: Int64
    var streams: StreamSet
    private(set) var badPositionCount = 0
    /// How many samples had a position, whether a good one or not.
    private(set) var positionCount = 0

    init(start: Int64, streams: StreamSet) {
        self.start = start
        self.streams = streams
    }

    /// Nil without any row.
    init?(_ selection: FITSelection, of columns: FITRecordColumns) {
        guard let first = selection.first, let times = columns.values(.timestamp) else { return nil }
        let start = UInt32(bitPattern: times[first])
        self.start = Int64(start)
        var time = Self.copy(times, selection)
        for index in time.indices {
            time[index] = Int32(bitPattern: UInt32(bitPattern: time[index]) &- start)
        }
        streams = StreamSet(time: time)
        for column in FITColumn.allCases {
            guard let kind = column.kind, let values = columns.values(column) else { continue }
            if column == .latitude || column == .longitude { continue }
            let copied = Self.copy(values, selection)
            if copied.contains(where: { $0 != StreamSet.missing }) { streams[kind] = copied }
        }
        guard let latitudes = columns.values(.latitude), let longitudes = columns.values(.longitude) else {
            return
        }
        setPositions(Self.copy(latitudes, selection), Self.copy(longitudes, selection))
    }

    private static func copy(
        _ values: UnsafeMutableBufferPointer<Int32>, _ selection: FITSelection
    ) -> [Int32] {
        if let range = selection.range { return Array(UnsafeMutableBufferPointer(rebasing: values[range])) }
        return selection.rows.map { values[$0] }
    }

    /// Recordings at less than this many samples a second keep all seven decimals only if there are more.
    private static let denseSeconds = 0.9

    /// What is only half a position, or none on the earth, is none; six decimals of a degree (0.1 m) are what
    /// GPS can tell, unless steps are so short that they would add up to a longer way.
    private mutating func setPositions(_ latitudes: [Int32], _ longitudes: [Int32]) {
        var (latitudes, longitudes) = (latitudes, longitudes)
        let duration = Double(streams.time.last ?? 0)
        let isRounded = duration >= Self.denseSeconds * Double(streams.count - 1)
        let missing = StreamSet.missing
        var badCount = 0
        // What devices write that don't know where they are.
        var zeroCount = 0
        var count = 0
        latitudes.withUnsafeMutableBufferPointer { latitudes in
            longitudes.withUnsafeMutableBufferPointer { longitudes in
                for index in latitudes.indices {
                    let (latitude, longitude) = (latitudes[index], longitudes[index])
                    if latitude == missing || longitude == missing {
                        latitudes[index] = missing
                        longitudes[index] = missing
                        continue
                    }
                    count += 1
                    if latitude == 0 && longitude == 0 {
                        zeroCount += 1
                        latitudes[index] = missing
                        longitudes[index] = missing
                    } else if latitude.magnitude > Self.rightAngle
                        || longitude.magnitude > 2 * Self.rightAngle
                    {
                        badCount += 1
                        latitudes[index] = missing
                        longitudes[index] = missing
                    } else {
                        guard isRounded else { continue }
                        latitudes[index] = Self.rounded(latitude)
                        longitudes[index] = Self.rounded(longitude)
                    }
                }
            }
        }
        badPositionCount = badCount
        positionCount = count
        guard count > badCount + zeroCount else { return }
        streams[.latitude] = latitudes
        streams[.longitude] = longitudes
    }

    private static let rightAngle: UInt32 = 900_000_000

    @inline(__always)
    private static func rounded(_ value: Int32) -> Int32 {
        let half: Int32 = value < 0 ? -5 : 5
        return (value &+ half) / 10 &* 10
    }

    /// Numbers the parts between pauses, in milliseconds since 1970.
    mutating func setParts(_ pauses: [TimerPause]) {
        guard !pauses.isEmpty else { return }
        let zero = FITClock.milliseconds(start)
        var next = 0
        var part: Int32 = 0
        var parts: [Int32] = []
        parts.reserveCapacity(streams.count)
        for second in streams.time {
            let time = zero + Int64(second) * 1000
            var isAfterPause = false
            while next < pauses.count && pauses[next].endMilliseconds <= time {
                isAfterPause = true
                next += 1
            }
            if isAfterPause && !parts.isEmpty { part += 1 }
            parts.append(part)
        }
        if part > 0 { streams[.part] = parts }
    }
}
