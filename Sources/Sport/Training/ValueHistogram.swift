package import Streams

/// How long a recording was at each value of a channel, in whole steps: one pass, after which the time in
/// any set of zones is a sum.
package struct ValueHistogram: Equatable, Sendable {
    /// A sample counts no longer than this, where the next one is far away.
    package static let longestSampleSeconds = 30.0
    /// The highest value that is told apart; what is above counts as it.
    package static let maximumValue = 4095

    /// The seconds at each value, from 0.
    private var secondsByValue: [Double]

    /// Counts each sample until the next one, but not the device's pauses; nil where nothing was recorded.
    /// Values are counted in steps of `step` of the channel's unit.
    package init?(_ streams: StreamSet, _ kind: StreamKind, step: Double = 1) {
        guard let column = streams[kind], column.contains(where: { $0 != StreamSet.missing }) else {
            return nil
        }
        let scale = kind.scale * step
        let seconds = streams.seconds
        var secondsByValue = [Double](repeating: 0, count: ValueHistogram.maximumValue + 1)
        for index in 0..<max(0, column.count - 1) {
            guard column[index] != StreamSet.missing, !streams.isPause(before: index + 1) else { continue }
            let span = min(seconds[index + 1] - seconds[index], ValueHistogram.longestSampleSeconds)
            let value = Int((Double(column[index]) / scale).rounded())
            secondsByValue[min(max(value, 0), ValueHistogram.maximumValue)] += span
        }
        self.secondsByValue = secondsByValue
    }

    /// All of the time.
    package var totalSeconds: Double {
        secondsByValue.reduce(0, +)
    }

    /// Whole seconds in each zone: the first up to the first bound, the last from the last one on. Rounded so
    /// that they add up to the rounded whole.
    package func seconds(inZonesFrom bounds: [Int]) -> [Int] {
        var ends = bounds.map { min(max($0, 0), secondsByValue.count) }
        ends.append(secondsByValue.count)
        var (value, sum, told) = (0, 0.0, 0)
        return ends.map { end in
            while value < end {
                sum += secondsByValue[value]
                value += 1
            }
            let until = Int(sum.rounded())
            defer { told = until }
            return until - told
        }
    }
}
