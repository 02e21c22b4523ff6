import Accounts
import EventLoop
package import Kernel
import Streams
import Training

/// The time that activities were in zones.
package final class ActivityZonesService {
    private let platform: Platform
    private let settings: TrainingSettingsService
    private let activities: ActivityService
    private let masking: MaskingService
    private let streams: StreamStore

    init(
        platform: Platform, settings: TrainingSettingsService, activities: ActivityService,
        masking: MaskingService
    ) {
        self.masking = masking
        self.platform = platform
        self.settings = settings
        self.activities = activities
        streams = StreamStore(database: platform.database)
    }

    /// The zones of one's own activity; they tell what an athlete is capable of, so those of others' are
    /// forbidden. Nil without a recording.
    package func zones(of id: ActivityID, for principal: Principal) async throws -> ActivityZones? {
        let (activity, sight) = try await activities.find(id, for: principal)
        guard sight.viewer == .owner else { throw Fault.forbidden("Activity", "id") }
        guard let blob = try await streams.blob(of: id, athlete: activity.athlete) else { return nil }
        let settings = try await settings.settings(of: activity.athlete, on: activity.start.localDate)
        let masker = try await masking.masker(activity, for: sight)
        let sport = activity.details.sportType
        let hasPace = sport.discipline == .run && settings.runningSpeedZones != nil
        return try await platform.cpuLane.run {
            if hasPace {
                let shown = masker.shown(try StreamCodec.decode(blob))
                let analysis = ActivityAnalysis(shown, sport: SportClass(sportType: sport.rawValue))
                return ActivityZones(shown, settings, analysed: analysis.streams)
            }
            var kinds: Set<StreamKind> = [.time, .milliseconds, .part, .heartrate, .watts]
            if masker.needsStreams { kinds.formUnion([.latitude, .longitude]) }
            let shown = masker.shown(try StreamCodec.decode(blob, kinds: kinds))
            return ActivityZones(shown, settings, analysed: nil)
        }
    }
}
