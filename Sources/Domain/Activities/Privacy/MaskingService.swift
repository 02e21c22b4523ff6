import EventLoop
import Kernel
import Streams

/// Applies `GeometryMasker` to stored activities: fetches the rules of their owners, and the streams where
/// the rules need them.
final class MaskingService {
    /// As many recordings are held at a time at most.
    private static let chunk = 16

    private let privacy: PrivacyService
    private let streams: StreamStore
    private let cpuLane: Lane

    init(platform: Platform, privacy: PrivacyService) {
        self.privacy = privacy
        streams = StreamStore(database: platform.database)
        cpuLane = platform.cpuLane
    }

    /// The masker for an activity and a viewer who may see it.
    func masker(_ activity: Activity, for sight: ActivitySight) async throws -> GeometryMasker {
        let rules = sight.seesHiddenTrack ? Privacy.none : try await privacy.privacy(of: activity.athlete)
        return GeometryMasker(activity, for: sight, by: rules)
    }

    /// What is shown of an activity to a viewer who may see it.
    func visible(_ activity: Activity, for sight: ActivitySight) async throws -> VisibleActivity {
        let all = try await visible([activity], for: sight)
        guard let visible = all.first else { preconditionFailure("one in, one out") }
        return visible
    }

    /// The same for many activities of any owners, in the same order.
    func visible(_ activities: [Activity], for sight: ActivitySight) async throws -> [VisibleActivity] {
        var rules: [AthleteID: Privacy] = [:]
        if !sight.seesHiddenTrack, !activities.isEmpty {
            rules = try await privacy.privacy(of: Array(Set(activities.map(\.athlete))))
        }
        var visible: [VisibleActivity] = []
        visible.reserveCapacity(activities.count)
        for start in stride(from: 0, to: activities.count, by: MaskingService.chunk) {
            let end = min(start + MaskingService.chunk, activities.count)
            let masked = activities[start..<end].map { activity in
                let masker = GeometryMasker(activity, for: sight, by: rules[activity.athlete] ?? .none)
                return (activity: activity, masker: masker)
            }
            visible += try await shown(masked)
        }
        return visible
    }

    /// What is shown of the parts of an activity.
    func shown(_ breakdown: Breakdown, of visible: VisibleActivity) async throws -> Breakdown {
        let masker = visible.masker
        guard masker.needsStreams else { return masker.shown(breakdown) }
        let activity = visible.activity
        let blob = try await streams.blob(of: activity.id, athlete: activity.athlete)
        return try await cpuLane.run {
            masker.shown(breakdown, recorded: try blob.map { try StreamCodec.decode($0) })
        }
    }

    private func shown(
        _ masked: [(activity: Activity, masker: GeometryMasker)]
    ) async throws -> [VisibleActivity] {
        let cut = masked.filter(\.masker.needsStreams).map(\.activity)
        guard !cut.isEmpty else { return masked.map { $0.masker.shown($0.activity) } }
        let blobs = try await streams.blobs(of: cut)
        return try await cpuLane.run {
            try masked.map { activity, masker in
                let blob = masker.needsStreams ? blobs[activity.id] : nil
                return masker.shown(activity, recorded: try blob.map { try StreamCodec.decode($0) })
            }
        }
    }
}
