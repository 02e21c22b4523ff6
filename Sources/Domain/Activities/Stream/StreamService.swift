import EventLoop
package import Kernel
package import Streams
import Training

/// The recorded channels of activities, as v3 answers them.
package final class StreamService {
    private let platform: Platform
    private let activities: ActivityService
    private let store: StreamStore
    private let masking: MaskingService

    init(platform: Platform, activities: ActivityService, masking: MaskingService) {
        self.masking = masking
        self.platform = platform
        self.activities = activities
        store = StreamStore(database: platform.database)
    }

    /// What an answer is made of, before it is made: enough to tell whether the client has it already.
    package struct Selection: Sendable {
        let activity: Activity
        let sight: ActivitySight
        let masker: GeometryMasker
        let query: StreamQuery

        /// Changes whenever the answer would.
        package var entityTag: String {
            let version = "\(activity.revision).\(ActivityFigures.algorithmVersion)"
            return "\"\(activity.id)-\(version)-\(masker.fingerprint)-\(query.fingerprint)\""
        }
    }

    /// What the caller may see of an activity's streams; 404 where that is nothing.
    package func select(
        _ query: StreamQuery, of id: ActivityID, for principal: Principal, as preview: ActivityPreview? = nil
    ) async throws -> Selection {
        let (activity, sight) = try await activities.find(id, for: principal, as: preview)
        let masker = try await masking.masker(activity, for: sight)
        return Selection(activity: activity, sight: sight, masker: masker, query: query)
    }

    /// The answer's bytes. Manual entries have no streams: an empty set.
    package func render(_ selection: Selection) async throws -> [UInt8] {
        let activity = selection.activity
        let blob = try await store.blob(of: activity.id, athlete: activity.athlete)
        let sport = SportClass(sportType: activity.details.sportType.rawValue)
        let (masker, query) = (selection.masker, selection.query)
        return try await platform.cpuLane.run {
            guard let blob else { return StreamSet(time: []).json(query) }
            return try StreamService.streams(of: blob, sport: sport, query, masker).json(query)
        }
    }

    /// All of a recording that somebody may see.
    struct Shown: Sendable {
        let activity: VisibleActivity
        /// Every channel that there is, recorded and computed.
        let samples: StreamSet
        let breakdown: Breakdown
    }

    /// Everything that the caller may see of a recording with these parts; nil for manual entries.
    func everything(_ selection: Selection, with breakdown: Breakdown) async throws -> Shown? {
        let (activity, masker) = (selection.activity, selection.masker)
        guard let blob = try await store.blob(of: activity.id, athlete: activity.athlete) else { return nil }
        let sport = SportClass(sportType: activity.details.sportType.rawValue)
        return try await platform.cpuLane.run {
            let recorded = try StreamCodec.decode(blob)
            return Shown(
                activity: masker.shown(activity, recorded: recorded),
                samples: ActivityChannels(masker.shown(recorded), sport: sport).streams,
                breakdown: masker.shown(breakdown, recorded: recorded))
        }
    }

    private static func streams(
        of blob: [UInt8], sport: SportClass, _ query: StreamQuery, _ masker: GeometryMasker
    ) throws -> StreamSet {
        // What is cut out is told by the positions, asked for or not.
        guard query.needsAnalysis || masker.needsStreams else {
            return masker.shown(try StreamCodec.decode(blob, kinds: query.storedKinds))
        }
        let recorded = masker.shown(try StreamCodec.decode(blob))
        return query.needsAnalysis ? ActivityChannels(recorded, sport: sport).streams : recorded
    }
}
