import Geo
import Streams

/// What of a recording is believed: the figures are computed from it, while the recorded values stay stored
/// and shown as they are.
///
/// Nothing about it is stored: the same recording and sport always give the same answer, and the algorithm's
/// version stands beside each figure.
enum Cleaning {
    /// So many positions in a row may be mistakes; a jump that lasts longer is a place that was reached.
    static let strayLimit = 10

    /// The recording without impossible positions, readings out of range and lone glitches of the sensors:
    /// such samples are missing in it.
    static func cleaned(_ streams: StreamSet, sport: SportClass) -> StreamSet {
        var result = streams
        for kind in [StreamKind.heartrate, .watts, .cadence, .altitude, .temp] {
            guard let column = streams[kind], let limits = SensorLimits(kind) else { continue }
            if let cleaned = limits.cleaned(column, streams.time) { result[kind] = cleaned }
        }
        let strays = StrayPositions.indices(in: streams, sport: sport)
        if !strays.isEmpty, var latitudes = streams[.latitude], var longitudes = streams[.longitude] {
            for index in strays {
                latitudes[index] = StreamSet.missing
                longitudes[index] = StreamSet.missing
            }
            result[.latitude] = latitudes
            result[.longitude] = longitudes
        }
        return result
    }
}

/// What a sensor can have measured.
private struct SensorLimits {
    /// In the column's fixed-point numbers.
    private let range: ClosedRange<Int32>
    /// How far a reading has to be off its neighbours to be looked at; nil where any change is possible.
    private let leastJump: Int32?

    /// Samples to each side that a reading is held against.
    private static let neighbours = 3
    /// Readings in more seconds than this aren't neighbours.
    private static let longestSeconds: Int32 = 60
    /// Hampel's rule: so many scaled median deviations off the median.
    private static let deviations = 5 * 1.4826

    init?(_ kind: StreamKind) {
        switch kind {
        case .heartrate: (range, leastJump) = (20...250, 30)
        case .watts: (range, leastJump) = (0...4000, 1000)
        case .cadence: (range, leastJump) = (0...250, 80)
        case .altitude: (range, leastJump) = (-5000...150_000, 500)
        case .temp: (range, leastJump) = (-60...80, nil)
        default: return nil
        }
    }

    /// The column with what can't be missing; nil where all of it can.
    func cleaned(_ column: [Int32], _ time: [Int32]) -> [Int32]? {
        var rejected: [Int] = []
        var believed = StreamSet.missing
        // A glitch begins with a jump, so only what follows one within a few samples needs a closer look.
        var suspectEnd = 0
        for (index, value) in column.enumerated() where value != StreamSet.missing {
            guard range.contains(value) else {
                rejected.append(index)
                continue
            }
            guard let leastJump else { continue }
            if believed == StreamSet.missing || abs(value - believed) > leastJump {
                suspectEnd = index + Self.neighbours
            }
            believed = value
            if index < suspectEnd, isGlitch(at: index, column, time, leastJump) { rejected.append(index) }
        }
        guard !rejected.isEmpty else { return nil }
        var result = column
        for index in rejected { result[index] = StreamSet.missing }
        return result
    }

    private func isGlitch(at index: Int, _ column: [Int32], _ time: [Int32], _ leastJump: Int32) -> Bool {
        let first = max(index - Self.neighbours, 0)
        let last = min(index + Self.neighbours, column.count - 1)
        guard time[last] - time[first] <= Self.longestSeconds else { return false }
        var window = column[first...last].filter { $0 != StreamSet.missing && range.contains($0) }
        guard window.count >= Self.neighbours + 2 else { return false }
        window.sort()
        let median = window[window.count / 2]
        let difference = abs(column[index] - median)
        guard difference > leastJump else { return false }
        var deviations = window.map { abs($0 - median) }
        deviations.sort()
        return Double(difference) > Self.deviations * Double(deviations[deviations.count / 2])
    }
}

/// Positions that nobody can have been at: reaching them, and coming back, would have needed more speed than
/// the sport has.
private enum StrayPositions {
    private struct Fix {
        let index: Int
        let seconds: Double
        let part: Int32
        let position: Coordinate

        /// Before and after a pause anything is within reach.
        func reaches(_ other: Fix, _ sport: SportClass) -> Bool {
            guard part == other.part else { return true }
            let meters = sport.plausibleMetersPerSecond * max(abs(other.seconds - seconds), 1)
            let latitudeMeters = abs(position.latitude - other.position.latitude) * 111_195
            let longitudeMeters = abs(position.longitude - other.position.longitude) * 111_195
            // Most steps are so short that even at the equator they would be possible.
            if latitudeMeters + longitudeMeters < meters { return true }
            return position.distanceMeters(to: other.position) <= meters
        }
    }

    /// The samples with such positions, in order.
    static func indices(in streams: StreamSet, sport: SportClass) -> [Int] {
        guard streams.hasPositions else { return [] }
        let fixes = fixes(in: streams)
        var strays: [Int] = []
        var last = 0
        // How many fixes there are since the last jump to somewhere else.
        var runLength = 1
        var isFirstRun = true
        var next = 1
        while next < fixes.count {
            if fixes[last].reaches(fixes[next], sport) {
                (last, next, runLength) = (next, next + 1, runLength + 1)
                continue
            }
            let end = min(next + Cleaning.strayLimit, fixes.count - 1)
            if let back = (next...end).dropFirst().first(where: { fixes[last].reaches(fixes[$0], sport) }) {
                strays += fixes[next..<back].map(\.index)
                (last, next, runLength) = (back, back + 1, runLength + 1)
                continue
            }
            if fixes.count - next <= Cleaning.strayLimit, runLength > Cleaning.strayLimit {
                strays += fixes[next...].map(\.index)
                break
            }
            // Receivers often begin with where they were switched off.
            if isFirstRun, runLength <= Cleaning.strayLimit, fixes.count - next > 2 * Cleaning.strayLimit,
                (next..<next + Cleaning.strayLimit).allSatisfy({ fixes[$0].reaches(fixes[$0 + 1], sport) })
            {
                strays = fixes[..<next].map(\.index)
            }
            (last, next, runLength, isFirstRun) = (next, next + 1, 1, false)
        }
        return strays
    }

    private static func fixes(in streams: StreamSet) -> [Fix] {
        let parts = streams[.part]
        var fixes: [Fix] = []
        fixes.reserveCapacity(streams.count)
        for index in 0..<streams.count {
            guard let position = streams.coordinate(at: index) else { continue }
            fixes.append(
                Fix(
                    index: index, seconds: streams.seconds(at: index), part: parts?[index] ?? 0,
                    position: position))
        }
        return fixes
    }
}
