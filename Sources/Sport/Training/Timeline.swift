import Streams

/// Running sums along a recording, from which the figures of any stretch of it follow at once.
struct Timeline: Sendable {
    /// Since the start, for each sample.
    let seconds: [Double]
    /// Since the start; nil without a way.
    let meters: [Double]?
    /// Seconds in motion since the start.
    let movingSeconds: [Double]
    /// Smoothed altitude.
    let altitudes: [Double]?
    /// What was climbed since the start.
    let gains: [Double]?
    /// Over some five seconds.
    let speeds: [Double]?
    let gradePercents: [Double]?
    let heartrate: ReadingSums?
    let cadence: ReadingSums?
    let watts: ReadingSums?

    var count: Int { seconds.count }

    init(_ channels: ActivityChannels) {
        let streams = channels.cleaned
        seconds = channels.seconds
        meters = channels.meters
        movingSeconds = channels.movement?.secondsSoFar ?? Timeline.recordingSeconds(streams, seconds)
        altitudes = channels.elevation?.meters
        gains = channels.elevation?.gainsSoFar
        speeds = channels.movement?.speeds
        gradePercents = channels.gradePercents
        heartrate = streams[.heartrate].map(ReadingSums.init)
        cadence = streams[.cadence].map(ReadingSums.init)
        watts = streams[.watts].map(ReadingSums.init)
    }

    /// Without a way nobody can tell when the athlete stood: all but the device's pauses counts.
    private static func recordingSeconds(_ streams: StreamSet, _ seconds: [Double]) -> [Double] {
        var result = seconds
        var paused = 0.0
        for index in seconds.indices {
            if streams.isPause(before: index) { paused += seconds[index] - seconds[index - 1] }
            result[index] -= paused
        }
        return result
    }
}

/// Sums of a channel with whole numbers; missing samples don't count.
struct ReadingSums: Sendable {
    private let values: [Int32]
    /// Of the samples before each, and of all.
    private let sums: [Int]
    private let counts: [Int32]

    init(_ column: [Int32]) {
        values = column
        var sums = [Int](repeating: 0, count: column.count + 1)
        var counts = [Int32](repeating: 0, count: column.count + 1)
        for index in column.indices {
            let value = column[index]
            let isThere = value != StreamSet.missing
            sums[index + 1] = sums[index] + (isThere ? Int(value) : 0)
            counts[index + 1] = counts[index] + (isThere ? 1 : 0)
        }
        self.sums = sums
        self.counts = counts
    }

    /// The mean of the samples in a range; nil where none has a value.
    func mean(_ range: Range<Int>) -> Double? {
        let count = counts[range.upperBound] - counts[range.lowerBound]
        guard count > 0 else { return nil }
        return Double(sums[range.upperBound] - sums[range.lowerBound]) / Double(count)
    }

    /// The highest of the samples in a range; nil where none has a value.
    func highest(_ range: Range<Int>) -> Int? {
        var highest = StreamSet.missing
        for index in range where values[index] > highest { highest = values[index] }
        return highest == StreamSet.missing ? nil : Int(highest)
    }

    /// The sum of value times seconds: a value holds until the next sample, for `longestSeconds` at most.
    func integral(_ seconds: [Double], _ streams: StreamSet) -> Double {
        var result = 0.0
        for index in 1..<max(values.count, 1) where values[index] != StreamSet.missing {
            guard !streams.isPause(before: index) else { continue }
            result += Double(values[index]) * min(seconds[index] - seconds[index - 1], Self.longestSeconds)
        }
        return result
    }

    /// A reading says nothing about a later time than this.
    static let longestSeconds = 10.0
}
