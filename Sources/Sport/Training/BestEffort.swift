/// The fastest stretch of a run with a usual distance.
package struct BestEffort: Equatable, Sendable {
    /// How far.
    package var distance: EffortDistance
    /// With fractions: between samples the runner is taken to have run evenly.
    package var elapsedSeconds: Double
    package var movingSeconds: Double
    /// When it began, counted from the activity's start.
    package var startSeconds: Double
    /// The samples that it lies between, or on.
    package var startIndex: Int
    package var endIndex: Int

    /// An effort with these figures.
    package init(
        distance: EffortDistance, elapsedSeconds: Double, movingSeconds: Double, startSeconds: Double,
        startIndex: Int, endIndex: Int
    ) {
        self.distance = distance
        self.elapsedSeconds = elapsedSeconds
        self.movingSeconds = movingSeconds
        self.startSeconds = startSeconds
        self.startIndex = startIndex
        self.endIndex = endIndex
    }
}

/// The distances that runners compare; the raw value is v3's name.
package enum EffortDistance: String, CaseIterable, Sendable {
    case fourHundredMeters = "400m"
    case halfMile = "1/2 mile"
    case oneKilometer = "1K"
    case oneMile = "1 mile"
    case twoMiles = "2 mile"
    case fiveKilometers = "5K"
    case tenKilometers = "10K"
    case fifteenKilometers = "15K"
    case tenMiles = "10 mile"
    case twentyKilometers = "20K"
    case halfMarathon = "Half-Marathon"
    case thirtyKilometers = "30K"
    case marathon = "Marathon"
    case fiftyKilometers = "50K"

    /// Its length.
    package var meters: Double {
        switch self {
        case .fourHundredMeters: 400
        case .halfMile: 804.672
        case .oneKilometer: 1000
        case .oneMile: 1609.344
        case .twoMiles: 3218.688
        case .fiveKilometers: 5000
        case .tenKilometers: 10_000
        case .fifteenKilometers: 15_000
        case .tenMiles: 16_093.44
        case .twentyKilometers: 20_000
        case .halfMarathon: 21_097.5
        case .thirtyKilometers: 30_000
        case .marathon: 42_195
        case .fiftyKilometers: 50_000
        }
    }
}

extension BestEffort {
    /// The fastest stretch of each distance that the way is long enough for, shortest first.
    static func efforts(_ timeline: Timeline) -> [BestEffort] {
        guard let meters = timeline.meters, let first = meters.first, let last = meters.last else {
            return []
        }
        return EffortDistance.allCases.filter { $0.meters <= last - first }.compactMap { distance in
            StretchSearch(meters: meters, seconds: timeline.seconds, length: distance.meters).fastest().map {
                BestEffort(distance, from: $0.start, to: $0.end, timeline)
            }
        }
    }

    private init(_ distance: EffortDistance, from start: Place, to end: Place, _ timeline: Timeline) {
        let began = start.value(of: timeline.seconds)
        let elapsed = end.value(of: timeline.seconds) - began
        let moving = end.value(of: timeline.movingSeconds) - start.value(of: timeline.movingSeconds)
        self.init(
            distance: distance, elapsedSeconds: elapsed, movingSeconds: min(moving, elapsed),
            startSeconds: began, startIndex: start.fraction < 1 ? start.index - 1 : start.index,
            endIndex: end.index)
    }
}

/// Looks for the fastest stretch of some length, with two pointers in two passes.
///
/// Time over way is a polygon, so one end of the fastest stretch lies on a sample: the first pass has its
/// start there, the second its end.
private struct StretchSearch {
    let meters: [Double]
    let seconds: [Double]
    let length: Double

    /// Nil where the way is too short, or took no time.
    func fastest() -> (start: Place, end: Place)? {
        var best: (seconds: Double, start: Place, end: Place)?
        seconds.withUnsafeBufferPointer { seconds in
            meters.withUnsafeBufferPointer { meters in
                forwards(meters, seconds, &best)
                backwards(meters, seconds, &best)
            }
        }
        return best.map { ($0.start, $0.end) }
    }

    private typealias Column = UnsafeBufferPointer<Double>

    private func forwards(
        _ meters: Column, _ seconds: Column, _ best: inout (seconds: Double, start: Place, end: Place)?
    ) {
        var end = 0
        for start in meters.indices {
            let target = meters[start] + length
            while end < meters.count, meters[end] < target { end += 1 }
            guard end < meters.count, end > start else { return }
            let fraction = (target - meters[end - 1]) / (meters[end] - meters[end - 1])
            let reached = seconds[end - 1] + (seconds[end] - seconds[end - 1]) * fraction
            let elapsed = reached - seconds[start]
            if elapsed > 0, elapsed < best?.seconds ?? .infinity {
                best = (elapsed, .at(start), Place(index: end, fraction: fraction))
            }
        }
    }

    private func backwards(
        _ meters: Column, _ seconds: Column, _ best: inout (seconds: Double, start: Place, end: Place)?
    ) {
        // The last sample that is far enough back.
        var start = 0
        for end in meters.indices where end > 0 && meters[end] - meters[0] >= length {
            let target = meters[end] - length
            while start + 1 < end, meters[start + 1] <= target { start += 1 }
            guard meters[start + 1] > meters[start] else { continue }
            let fraction = (target - meters[start]) / (meters[start + 1] - meters[start])
            let left = seconds[start] + (seconds[start + 1] - seconds[start]) * fraction
            let elapsed = seconds[end] - left
            if elapsed > 0, elapsed < best?.seconds ?? .infinity {
                best = (elapsed, Place(index: start + 1, fraction: fraction), .at(end))
            }
        }
    }
}
