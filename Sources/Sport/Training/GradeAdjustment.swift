/// What a slope costs a runner.
///
/// Source: Minetti and others 2002, "Energy cost of walking and running at extreme uphill and downhill
/// slopes", the polynomial for running, measured up to a slope of 0.45.
package enum GradeAdjustment {
    /// Joules for a kilogram and a metre on the flat.
    package static let flatCost = 3.6
    private static let steepestSlope = 0.45

    /// Joules for a kilogram and a metre of the way at this slope (rise over way).
    package static func cost(slope: Double) -> Double {
        let i = min(max(slope, -steepestSlope), steepestSlope)
        // Horner's scheme.
        let cubic = (155.4 * i - 30.4) * i - 43.3
        return ((cubic * i + 46.3) * i + 19.5) * i + flatCost
    }

    /// The metres on the flat that would have cost as much, up to each sample; nil without way or altitude.
    static func adjustedMeters(_ timeline: Timeline) -> [Double]? {
        guard let meters = timeline.meters, let percents = timeline.gradePercents else { return nil }
        var result = [Double](repeating: 0, count: meters.count)
        for index in 1..<max(meters.count, 1) {
            let factor = cost(slope: percents[index] / 100) / flatCost
            result[index] = result[index - 1] + (meters[index] - meters[index - 1]) * factor
        }
        return result
    }
}
