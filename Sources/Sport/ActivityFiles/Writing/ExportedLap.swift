import Streams

/// A lap with the samples that belong to it.
struct ExportedLap: Equatable {
    let startMilliseconds: Int64
    /// The next one's start, or the last sample.
    let endMilliseconds: Int64
    let samples: Range<Int>
    let totals: DeviceTotals
    let trigger: String?

    /// The activity's laps, each with its samples; what is before the first one belongs to it.
    static func laps(of activity: ExportedActivity, _ columns: ExportedColumns) -> [ExportedLap] {
        let first = activity.startMilliseconds
        let last = columns.milliseconds.last ?? activity.startMilliseconds
        guard !activity.laps.isEmpty else {
            return [
                ExportedLap(
                    startMilliseconds: first, endMilliseconds: last, samples: 0..<columns.count,
                    totals: activity.totals, trigger: nil)
            ]
        }
        var result: [ExportedLap] = []
        var begin = 0
        for (index, lap) in activity.laps.enumerated() {
            let next = index + 1 < activity.laps.count ? activity.laps[index + 1].startMilliseconds : nil
            let end = max(begin, next.map(columns.firstIndex) ?? columns.count)
            result.append(
                ExportedLap(
                    startMilliseconds: lap.startMilliseconds,
                    endMilliseconds: max(lap.startMilliseconds, next ?? last), samples: begin..<end,
                    totals: lap.totals, trigger: lap.trigger))
            begin = end
        }
        return result
    }
}

extension ExportedActivity {
    /// Takes its totals and those of its laps from the streams, and from nothing else: so a file tells no
    /// more than the streams that its reader may see.
    ///
    /// `recorded` says where laps begin; those without samples are left out.
    package mutating func summarise(laps recorded: [RecordedLap]) {
        let columns = ExportedColumns(self)
        guard let last = columns.milliseconds.last else { return }
        let first = startMilliseconds
        totals = LapFigures(columns, 0..<columns.count, from: first, to: last).totals
        laps = recorded.sorted { $0.startMilliseconds < $1.startMilliseconds }
        let filled = ExportedLap.laps(of: self, columns).filter { !$0.samples.isEmpty }
        guard filled.count > 1 else { return laps = [] }
        laps = filled.map { lap in
            let start = max(lap.startMilliseconds, first)
            let figures = LapFigures(columns, lap.samples, from: start, to: min(lap.endMilliseconds, last))
            return RecordedLap(startMilliseconds: start, totals: figures.totals, trigger: lap.trigger)
        }
    }
}

/// What the samples of a lap come to.
private struct LapFigures {
    private(set) var totals = DeviceTotals()
    private let columns: ExportedColumns
    private let samples: Range<Int>

    init(_ columns: ExportedColumns, _ samples: Range<Int>, from start: Int64, to end: Int64) {
        self.columns = columns
        self.samples = samples
        let elapsed = Double(max(0, end - start)) / 1000
        totals.elapsedSeconds = elapsed
        totals.timerSeconds = max(0, elapsed - pausedSeconds)
        totals.distanceMeters = distance.map { Double($0) / StreamKind.distance.scale }
        if let meters = totals.distanceMeters, let seconds = totals.timerSeconds, seconds > 0 {
            totals.averageSpeed = meters / seconds
        }
        totals.maximumSpeed = mean(columns.speed).map { Double($0.highest) / StreamKind.velocitySmooth.scale }
        (totals.averageHeartrate, totals.maximumHeartrate) = both(columns.heartrate)
        (totals.averageCadence, totals.maximumCadence) = both(columns.cadence)
        (totals.averageWatts, totals.maximumWatts) = both(columns.watts)
        totals.averageTemperature = mean(columns.temp)?.mean
    }

    /// Between the parts; a pause belongs to the lap that goes on after it.
    private var pausedSeconds: Double {
        var milliseconds: Int64 = 0
        for index in samples where columns.isPause(before: index) && index > samples.lowerBound {
            milliseconds += columns.milliseconds[index] - columns.milliseconds[index - 1]
        }
        return Double(milliseconds) / 1000
    }

    /// From where the lap begins to where the next one does.
    private var distance: Int32? {
        let last = min(samples.upperBound, columns.count - 1)
        let known = (samples.lowerBound...max(last, samples.lowerBound)).compactMap {
            columns.value(columns.distance, $0)
        }
        guard let begin = known.first, let end = known.last else { return nil }
        return max(0, end - begin)
    }

    private func both(_ column: [Int32]) -> (mean: Double?, highest: Double?) {
        let found = mean(column)
        return (found?.mean, found.map { Double($0.highest) })
    }

    private func mean(_ column: [Int32]) -> (mean: Double, highest: Int32)? {
        var (sum, count, highest) = (0, 0, Int32.min)
        for index in samples {
            guard let value = columns.value(column, index) else { continue }
            sum += Int(value)
            count += 1
            highest = max(highest, value)
        }
        return count > 0 ? (Double(sum) / Double(count), highest) : nil
    }
}
