/// The units that an activity is split into.
package enum SplitUnit: String, CaseIterable, Sendable {
    case kilometer
    case mile

    /// Its length.
    package var meters: Double {
        switch self {
        case .kilometer: 1000
        case .mile: 1609.344
        }
    }
}

/// One kilometre or mile of an activity, or what is left at its end.
package struct Split: Equatable, Sendable {
    /// The unit's, but for the last one.
    package var distanceMeters: Double
    package var elapsedSeconds: Int
    package var movingSeconds: Int
    /// The altitude at its end less that at its start.
    package var elevationDifferenceMeters: Double?
    package var averageHeartrate: Double?
    /// On the flat, with the same effort (`GradeAdjustment`); runs only.
    package var averageGradeAdjustedSpeed: Double?

    /// Distance over moving time, in m/s; over the elapsed time where the athlete never moved.
    package var averageSpeed: Double {
        let seconds = movingSeconds > 0 ? movingSeconds : elapsedSeconds
        return seconds > 0 ? distanceMeters / Double(seconds) : 0
    }

    /// A split with these figures.
    package init(
        distanceMeters: Double, elapsedSeconds: Int, movingSeconds: Int,
        elevationDifferenceMeters: Double? = nil, averageHeartrate: Double? = nil,
        averageGradeAdjustedSpeed: Double? = nil
    ) {
        self.distanceMeters = distanceMeters
        self.elapsedSeconds = elapsedSeconds
        self.movingSeconds = movingSeconds
        self.elevationDifferenceMeters = elevationDifferenceMeters
        self.averageHeartrate = averageHeartrate
        self.averageGradeAdjustedSpeed = averageGradeAdjustedSpeed
    }
}

extension Split {
    /// As many are kept of one activity; the last one has the rest.
    package static let maximumCount = 1000
    /// Less than this at the end is part of the split before.
    private static let leastRestMeters = 1.0

    /// The splits of a way, cut between samples where a unit was full; none without a way.
    static func splits(_ timeline: Timeline, _ unit: SplitUnit, adjustedMeters: [Double]?) -> [Split] {
        guard let total = timeline.meters?.last, total > 0 else { return [] }
        var splits: [Split] = []
        var start = Place.at(0)
        var gone = 0.0
        while gone < total {
            let isLast = splits.count + 1 == maximumCount || total - gone - unit.meters < leastRestMeters
            let target = isLast ? total : gone + unit.meters
            guard
                let end = isLast
                    ? .at(timeline.count - 1) : timeline.place(atMeters: target, from: start.index)
            else { break }
            splits.append(
                Split(timeline, from: start, to: end, meters: target - gone, adjustedMeters, isLast))
            (start, gone) = (end, target)
        }
        return splits
    }

    private init(
        _ timeline: Timeline, from start: Place, to end: Place, meters: Double, _ adjusted: [Double]?,
        _ isLast: Bool
    ) {
        // Moments are rounded, not durations, so that the splits add up to the whole.
        func difference(_ channel: [Double]) -> Int {
            Int(end.value(of: channel).rounded()) - Int(start.value(of: channel).rounded())
        }
        let samples = start.index..<max(isLast ? timeline.count : end.index, start.index)
        self.init(
            distanceMeters: meters, elapsedSeconds: difference(timeline.seconds),
            movingSeconds: difference(timeline.movingSeconds))
        elevationDifferenceMeters = timeline.altitudes.map { end.value(of: $0) - start.value(of: $0) }
        averageHeartrate = timeline.heartrate?.mean(samples)
        guard let adjusted else { return }
        let seconds = end.value(of: timeline.movingSeconds) - start.value(of: timeline.movingSeconds)
        let way = end.value(of: adjusted) - start.value(of: adjusted)
        averageGradeAdjustedSpeed = seconds > 0 ? way / seconds : nil
    }
}
