import ActivityFiles
package import Kernel

/// What an athlete leaves out of what is left of a recording, by the places of samples in the streams as they
/// are now.
package struct CutChange: Sendable, Equatable {
    static let resource = "Cut"
    /// The most samples that may be left out singly.
    package static let maximumRemovedCount = 10_000

    /// The samples that stay between, both included; nil: as it was.
    var firstIndex: Int?
    var lastIndex: Int?
    /// Samples that are wrong.
    var removedIndices: [Int] = []

    /// Reads `start_index`, `end_index` and `removed_indices`; throws a fault that names what is wrong.
    package init(_ fields: RequestFields) throws(Fault) {
        firstIndex = try CutChange.index(fields["start_index"], "start_index")
        lastIndex = try CutChange.index(fields["end_index"], "end_index")
        for text in fields.values(of: "removed_indices").flatMap({ $0.split(separator: ",") }) {
            let text = String(text.filter { $0 != " " })
            if let index = try CutChange.index(text, "removed_indices") { removedIndices.append(index) }
        }
        guard removedIndices.count <= CutChange.maximumRemovedCount else {
            throw .invalid(CutChange.resource, "removed_indices", "exceeded")
        }
        guard firstIndex != nil || lastIndex != nil || !removedIndices.isEmpty else {
            throw .missing(CutChange.resource, "start_index")
        }
    }

    private static func index(_ text: String?, _ field: String) throws(Fault) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        guard let index = Int(text), index >= 0, index < Int(Int32.max) else {
            throw .invalid(resource, field)
        }
        return index
    }

    /// The cut of the original that comes of it, where so many samples are left; throws a fault where that is
    /// impossible, or nearly nothing would stay.
    func applied(to cut: RecordingCut, count: Int) throws(Fault) -> RecordingCut {
        let (first, last) = (firstIndex ?? 0, lastIndex ?? count - 1)
        guard first < count else { throw .invalid(CutChange.resource, "start_index") }
        guard last < count, last > first else { throw .invalid(CutChange.resource, "end_index") }
        guard removedIndices.allSatisfy({ $0 < count }) else {
            throw .invalid(CutChange.resource, "removed_indices")
        }
        let changed = cut.cutting(firstIndex: firstIndex, lastIndex: lastIndex, removing: removedIndices)
        guard changed.removedIndices.count <= CutChange.maximumRemovedCount else {
            throw .invalid(CutChange.resource, "removed_indices", "exceeded")
        }
        let left = last - first + 1 - Set(removedIndices).filter { (first...last).contains($0) }.count
        guard left >= 2 else { throw .invalid(CutChange.resource, "removed_indices", "empty") }
        return changed
    }
}
