import EventLoop
package import Kernel
package import Streams
import Training

/// The recorded channels of activities, as v3 answers them.
package final class StreamService {
    private let platform: Platform
    private let activities: ActivityService
    private let store: StreamStore

    init(platform: Platform, activities: ActivityService) {
        self.platform = platform
        self.activities = activities
        store = StreamStore(database: platform.database)
    }

    /// What an answer is made of, before it is made: enough to tell whether the client has it already.
    package struct Selection: Sendable {
        let activity: Activity
        let viewer: ActivityViewer
        let query: StreamQuery

        /// Changes whenever the answer would.
        package var entityTag: String {
            let version = "\(activity.revision).\(ActivityFigures.algorithmVersion)"
            return "\"\(activity.id)-\(version)-\(query.fingerprint)\""
        }
    }

    /// What the caller may see of an activity's streams; 404 where that is nothing.
    package func select(
        _ query: StreamQuery, of id: ActivityID, for principal: Principal
    ) async throws -> Selection {
        let (activity, viewer) = try await activities.activity(id, for: principal)
        return Selection(activity: activity, viewer: viewer, query: query)
    }

    /// The answer's bytes. Manual entries have no streams: an empty set.
    package func render(_ selection: Selection) async throws -> [UInt8] {
        let activity = selection.activity
        let blob = try await store.blob(of: activity.id, athlete: activity.athlete)
        let sport = SportClass(sportType: activity.details.sportType.rawValue)
        let masker = GeometryMasker(for: selection.viewer)
        let query = selection.query
        return try await platform.cpuLane.run {
            guard let blob else { return StreamSet(time: []).json(query) }
            return try StreamService.streams(of: blob, sport: sport, query, masker).json(query)
        }
    }

    /// Every channel that there is, recorded and computed, as the caller may see them; nil for manual
    /// entries.
    package func everything(_ selection: Selection) async throws -> StreamSet? {
        let activity = selection.activity
        guard let blob = try await store.blob(of: activity.id, athlete: activity.athlete) else { return nil }
        let sport = SportClass(sportType: activity.details.sportType.rawValue)
        let masker = GeometryMasker(for: selection.viewer)
        return try await platform.cpuLane.run {
            masker.masked(ActivityAnalysis(try StreamCodec.decode(blob), sport: sport).streams)
        }
    }

    private static func streams(
        of blob: [UInt8], sport: SportClass, _ query: StreamQuery, _ masker: GeometryMasker
    ) throws -> StreamSet {
        guard query.needsAnalysis else {
            return masker.masked(try StreamCodec.decode(blob, kinds: query.storedKinds))
        }
        let recorded = try StreamCodec.decode(blob)
        return masker.masked(ActivityAnalysis(recorded, sport: sport).streams)
    }
}
