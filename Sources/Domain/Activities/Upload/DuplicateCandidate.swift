package import FoundationEssentials
package import Kernel

/// An activity that overlaps in time with one that has just been computed.
package struct DuplicateCandidate: Sendable, Equatable {
    /// As many are looked at.
    static let maximumCount = 50
    /// How much of the shorter of the two has to be covered by the other.
    static let minimumOverlap = 0.8
    /// By how much of the longer the distances may differ, as devices do.
    static let distanceTolerance = 0.1
    /// Differences below this many metres are none.
    static let distanceSlackMeters = 100.0

    /// What tells two recordings apart.
    package var id: ActivityID
    package var start: Date
    package var elapsedSeconds: Int
    package var distanceMeters: Double
    package var sportType: SportType

    /// The same outing recorded twice, say by a watch and a head unit: the same kind of sport, mostly at the
    /// same time, and about as far.
    package func isDuplicate(of other: DuplicateCandidate) -> Bool {
        guard sportType.family == other.sportType.family else { return false }
        let overlap = min(end, other.end).timeIntervalSince(max(start, other.start))
        let shorter = Double(min(elapsedSeconds, other.elapsedSeconds))
        guard overlap >= 0, overlap >= shorter * DuplicateCandidate.minimumOverlap else { return false }
        let longerSeconds = Double(max(elapsedSeconds, other.elapsedSeconds))
        guard shorter >= longerSeconds * DuplicateCandidate.minimumOverlap else { return false }
        let difference = abs(distanceMeters - other.distanceMeters)
        let longest = max(distanceMeters, other.distanceMeters)
        return difference
            <= max(longest * DuplicateCandidate.distanceTolerance, DuplicateCandidate.distanceSlackMeters)
    }

    private var end: Date { start.addingTimeInterval(Double(elapsedSeconds)) }
}

extension SportType {
    /// Kinds that devices take for one another.
    fileprivate var family: String {
        discipline?.rawValue ?? (self == .hike ? SportType.walk.rawValue : rawValue)
    }
}
