package import FoundationEssentials
package import Geo
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
    /// Recordings of one outing begin this near to each other, even where one device was started late.
    static let placeToleranceMeters = 2000.0

    /// What tells two recordings apart.
    package var id: ActivityID
    package var start: Date
    package var elapsedSeconds: Int
    package var distanceMeters: Double
    package var sportType: SportType
    package var externalID: String?
    package var deviceName: String?
    /// Where it began; nil without positions.
    package var place: Coordinate?

    /// Whether both are of the same outing: the same recording exported again, or recorded by two devices.
    package func isDuplicate(of other: DuplicateCandidate) -> Bool {
        isSameSource(as: other) || isSameOuting(as: other)
    }

    /// The same device's recording of that name, though one may have been cut or mended since. Names alone
    /// say nothing: many programs call all their files the same.
    private func isSameSource(as other: DuplicateCandidate) -> Bool {
        guard let externalID, externalID == other.externalID, deviceName == other.deviceName else {
            return false
        }
        return overlap(with: other) > 0
    }

    /// The same outing recorded twice, say by a watch and a head unit: the same kind of sport, mostly at the
    /// same time, and about as far.
    private func isSameOuting(as other: DuplicateCandidate) -> Bool {
        guard sportType.family == other.sportType.family else { return false }
        if let place, let otherPlace = other.place,
            place.distanceMeters(to: otherPlace) > DuplicateCandidate.placeToleranceMeters
        {
            return false
        }
        let overlap = overlap(with: other)
        let shorter = Double(min(elapsedSeconds, other.elapsedSeconds))
        guard overlap >= 0, overlap >= shorter * DuplicateCandidate.minimumOverlap else { return false }
        let longerSeconds = Double(max(elapsedSeconds, other.elapsedSeconds))
        guard shorter >= longerSeconds * DuplicateCandidate.minimumOverlap else { return false }
        let difference = abs(distanceMeters - other.distanceMeters)
        let longest = max(distanceMeters, other.distanceMeters)
        return difference
            <= max(longest * DuplicateCandidate.distanceTolerance, DuplicateCandidate.distanceSlackMeters)
    }

    /// Seconds that belong to both; negative for a time between them.
    private func overlap(with other: DuplicateCandidate) -> Double {
        min(end, other.end).timeIntervalSince(max(start, other.start))
    }

    private var end: Date { start.addingTimeInterval(Double(elapsedSeconds)) }
}

extension SportType {
    /// Kinds that devices take for one another.
    fileprivate var family: String {
        discipline?.rawValue ?? (self == .hike ? SportType.walk.rawValue : rawValue)
    }
}
