/// How much of an effort a recording was, told by the time in zones of heart rate.
///
/// Source: Edwards, "The Heart Rate Monitor Book" (1993): the minutes in each of five zones, times 1 to 5,
/// added up.
package enum ZoneScore {
    /// What a minute in the highest zone counts.
    private static let highestWeight = 5.0

    /// The points of whole seconds in each zone. Where there aren't five, weights are spread evenly from 1
    /// to 5.
    package static func points(secondsInZones seconds: [Int]) -> Int {
        let steps = Double(max(seconds.count - 1, 1))
        var sum = 0.0
        for (zone, seconds) in seconds.enumerated() {
            let weight = 1 + Double(zone) * (highestWeight - 1) / steps
            sum += Double(seconds) / 60 * weight
        }
        return Int(sum.rounded())
    }
}
