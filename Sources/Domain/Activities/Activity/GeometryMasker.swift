package import Streams

/// The one door through which geometry leaves: polylines, end points and position streams of an activity, as
/// a viewer may see them.
///
/// Athletes can't hide starts, ends or zones yet, so the only rule is that what may be seen is seen whole.
/// Such settings become cases of `Mask`, decided here, and applied to both forms below.
package struct GeometryMasker: Sendable {
    private enum Mask {
        case nothing
    }

    private let mask: Mask

    /// The masker for one activity and one viewer who may see it.
    package init(for viewer: ActivityViewer) {
        mask = .nothing
    }

    /// The geometry of the summary.
    package func masked(_ geometry: ActivityGeometry?) -> ActivityGeometry? {
        switch mask {
        case .nothing: geometry
        }
    }

    /// The streams as they may be shown: without positions, or altogether shorter.
    package func masked(_ streams: StreamSet) -> StreamSet {
        switch mask {
        case .nothing: streams
        }
    }
}
