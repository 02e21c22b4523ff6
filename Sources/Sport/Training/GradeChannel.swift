/// The slope in per cent at each sample, measured over some length of the way.
enum GradeChannel {
    /// The way over which a slope is measured; shorter ones show the noise of the altitude.
    private static let windowMeters = 40.0
    /// Less way than this says nothing.
    private static let shortestMeters = 5.0
    /// Steeper is a mistake of the receiver.
    private static let steepestPercent = 50.0

    static func percents(meters: [Double], altitudes: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: meters.count)
        var first = 0
        var last = 0
        for index in meters.indices {
            while first < index, meters[index] - meters[first] > windowMeters / 2 { first += 1 }
            last = max(last, index)
            while last + 1 < meters.count, meters[last] - meters[index] < windowMeters / 2 { last += 1 }
            // One sample more on the near side, so that sparse recordings have a way to measure.
            let start = max(first - 1, 0)
            let way = meters[last] - meters[start]
            guard way >= shortestMeters else { continue }
            let percent = (altitudes[last] - altitudes[start]) / way * 100
            result[index] = min(max(percent, -steepestPercent), steepestPercent)
        }
        return result
    }
}
