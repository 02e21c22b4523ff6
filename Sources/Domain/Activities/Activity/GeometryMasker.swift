package import Geo

/// The one door through which geometry leaves: polylines, end points and position streams of an activity, as
/// a viewer may see them.
///
/// Athletes can't hide starts, ends or zones yet, so the only rule is that what may be seen is seen whole.
/// Such settings become cases of `Mask`, decided here, and applied to all of the four forms below.
package struct GeometryMasker: Sendable {
    private enum Mask {
        case nothing
    }

    private let mask: Mask

    /// The masker for one activity and one viewer who may see it.
    package init(for relationship: Relationship) {
        mask = .nothing
    }

    /// The geometry of the summary.
    package func masked(_ geometry: ActivityGeometry?) -> ActivityGeometry? {
        switch mask {
        case .nothing: geometry
        }
    }

    /// Which samples of a stream may be shown, by their positions; nil for all of them.
    package func visibleSamples(of line: [Coordinate?]) -> Range<Int>? {
        switch mask {
        case .nothing: nil
        }
    }
}
