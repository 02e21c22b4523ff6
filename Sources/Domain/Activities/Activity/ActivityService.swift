package import Accounts
import FoundationEssentials
import Jobs
package import Kernel
import Postgres
import Social
package import Training

/// Reads, edits and deletes activities, and takes manual ones.
package final class ActivityService {
    private let platform: Platform
    private let activities: ActivityStore
    private let breakdowns: BreakdownStore
    private let streams: StreamStore
    private let uploads: UploadStore
    private let gear: GearStore
    private let athletes: AthleteService
    private let follows: FollowService
    private let reactions: ReactionTallies
    private let privacy: PrivacyService
    private let masking: MaskingService

    init(
        platform: Platform, athletes: AthleteService, follows: FollowService, reactions: ReactionTallies,
        privacy: PrivacyService, masking: MaskingService
    ) {
        self.athletes = athletes
        self.reactions = reactions
        self.privacy = privacy
        self.masking = masking
        self.platform = platform
        self.follows = follows
        activities = ActivityStore(database: platform.database)
        breakdowns = BreakdownStore(database: platform.database)
        streams = StreamStore(database: platform.database)
        uploads = UploadStore(database: platform.database)
        gear = GearStore(database: platform.database)
    }

    // MARK: reading

    /// What the caller may see of an activity, or whom the owner wants to see it as; 404 for all others.
    package func activity(
        _ id: ActivityID, for principal: Principal, as preview: ActivityPreview? = nil
    ) async throws -> VisibleActivity {
        let (activity, sight) = try await find(id, for: principal, as: preview)
        return try await masking.visible(activity, for: sight)
    }

    /// Whose an activity is that the caller may see, and what the caller is to the owner; 404 for all others.
    package func owner(
        of id: ActivityID, for principal: Principal
    ) async throws -> (athlete: AthleteID, viewer: ActivityViewer) {
        let (activity, sight) = try await find(id, for: principal)
        return (activity.athlete, sight.viewer)
    }

    /// The activity as it is stored, with how much of it the caller may see: for what goes through the masker
    /// by itself.
    func find(
        _ id: ActivityID, for principal: Principal, as preview: ActivityPreview? = nil
    ) async throws -> (activity: Activity, sight: ActivitySight) {
        guard let activity = try await activities.find(id) else { throw Fault.notFound("Activity") }
        let visibility = activity.details.visibility
        var viewer = try await self.viewer(principal.athlete, of: activity)
        guard ActivityPolicy.mayView(visibility, by: viewer, scopes: principal.scopes)
        else { throw Fault.notFound("Activity") }
        guard let preview else {
            return (activity, ActivityPolicy.sight(of: viewer, scopes: principal.scopes))
        }
        guard viewer == .owner else { throw Fault.forbidden("Activity", "view_as") }
        viewer = try await self.viewer(preview, of: activity.athlete)
        let scopes: Scopes = viewer == .owner ? principal.scopes : .activityRead
        guard ActivityPolicy.mayView(visibility, by: viewer, scopes: scopes) else {
            throw Fault.notFound("Activity")
        }
        return (activity, ActivityPolicy.sight(of: viewer, scopes: scopes))
    }

    private func viewer(
        _ preview: ActivityPreview, of owner: AthleteID
    ) async throws -> ActivityViewer {
        switch preview {
        case .stranger: return .stranger
        case .follower: return .follower
        case .athlete(owner): return .owner
        case .athlete(let athlete): return try await follows.follows(athlete, owner) ? .follower : .stranger
        }
    }

    /// What an activity that the caller may see is made of beside its summary.
    package func breakdown(of visible: VisibleActivity) async throws -> Breakdown {
        let activity = visible.activity
        guard activity.origin.upload != nil else { return Breakdown() }
        let stored = try await breakdowns.breakdown(of: activity.id, athlete: activity.athlete)
        return try await masking.shown(stored, of: visible)
    }

    /// The laps of an activity that the caller may see.
    package func laps(of visible: VisibleActivity) async throws -> [Breakdown.Named<Lap>] {
        let activity = visible.activity
        var stored = Breakdown()
        stored.laps = try await breakdowns.laps(of: activity.id, athlete: activity.athlete)
        return try await masking.shown(stored, of: visible).laps
    }

    /// What somebody is to an activity's owner. Who may see it anyway counts as a stranger: following is only
    /// asked for where it matters.
    private func viewer(_ athlete: AthleteID, of activity: Activity) async throws -> ActivityViewer {
        if athlete == activity.athlete { return .owner }
        guard activity.details.visibility == .followersOnly else { return .stranger }
        return try await follows.follows(athlete, activity.athlete) ? .follower : .stranger
    }

    /// A page of the caller's own activities, as they are stored and as they are shown; without
    /// `activity:read_all`, or as others see them, those that others may see.
    package func list(
        _ query: ActivityList, of principal: Principal, as preview: ActivityPreview? = nil
    ) async throws -> (stored: [Activity], shown: [VisibleActivity]) {
        var viewer = ActivityViewer.owner
        if let preview { viewer = try await self.viewer(preview, of: principal.athlete) }
        let scopes: Scopes = viewer == .owner ? principal.scopes : .activityRead
        let visible = Visibility.allCases.filter { ActivityPolicy.mayView($0, by: viewer, scopes: scopes) }
        let found = try await activities.list(query, of: principal.athlete, among: visible)
        let sight = ActivityPolicy.sight(of: viewer, scopes: scopes)
        return (found, try await masking.visible(found, for: sight))
    }

    /// With what an activity was done, for its owner.
    package func gear(of activity: Activity) async throws -> GearSummary? {
        guard let id = activity.details.gear else { return nil }
        return try await gear.find(id)?.summary
    }

    /// What others have said of activities, as a viewer sees it.
    package func reactions(
        to activities: [Activity], for viewer: AthleteID
    ) async throws -> [ActivityID: ReactionTally] {
        try await reactions.read(activities, viewer)
    }

    // MARK: writing

    /// Changes what the athlete says of an activity.
    package func edit(
        _ id: ActivityID, _ edit: ActivityEdit, by principal: Principal
    ) async throws -> VisibleActivity {
        _ = try await editable(id, by: principal)
        let now = platform.clock.now
        let edited = try await platform.database.transaction { transaction in
            guard var activity = try await self.activities.lock(id, of: principal.athlete, in: transaction)
            else {
                throw Fault.notFound("Activity")
            }
            let details = edit.applied(to: activity.details)
            guard details != activity.details else { return activity }
            if let id = details.gear, id != activity.details.gear {
                guard try await self.gear.holds(id, of: principal.athlete, in: transaction) else {
                    throw Fault.invalid(ActivityFields.resource, "gear_id")
                }
            }
            try await self.activities.update(id, of: principal.athlete, to: details, at: now, in: transaction)
            try await self.platform.outbox.publish(
                ActivityUpdated(athlete: activity.athlete, activity: id), in: transaction)
            // Thresholds, best efforts and more depend on the sport.
            if details.sportType != activity.details.sportType, activity.origin.upload != nil {
                let job = RecomputeActivity(athlete: activity.athlete, activity: id)
                try await self.platform.outbox.enqueue(job, in: transaction)
            }
            activity.details = details
            activity.revision += 1
            return activity
        }
        await platform.changes.record(.activity(id))
        return try await shown(edited, to: principal)
    }

    /// Deletes an activity; its upload remembers that there was one, and the original file goes when
    /// `OriginalFileJobs` finds that nobody refers to it any more.
    package func delete(_ id: ActivityID, by principal: Principal) async throws {
        _ = try await editable(id, by: principal)
        let now = platform.clock.now
        let athlete = principal.athlete
        try await platform.database.transaction { transaction in
            guard let activity = try await self.activities.lock(id, of: athlete, in: transaction) else {
                throw Fault.notFound("Activity")
            }
            try await self.remove(activity, at: now, in: transaction)
        }
        await platform.changes.record(.activity(id))
    }

    /// Removes a locked activity with all that was made of it, and tells so; `Change.activity` is to be
    /// recorded after the commit.
    func remove(_ activity: Activity, at now: Date, in transaction: Transaction) async throws {
        let (id, athlete) = (activity.id, activity.athlete)
        try await streams.delete(of: id, athlete: athlete, in: transaction)
        try await transaction.batch(BreakdownStore.deletion(of: id, athlete))
        try await activities.delete(id, of: athlete, in: transaction)
        if let upload = activity.origin.upload {
            try await uploads.markDeleted(id, of: upload, athlete, at: now, in: transaction)
        }
        try await platform.outbox.publish(ActivityDeleted(athlete: athlete, activity: id), in: transaction)
    }

    /// Enters an activity by hand.
    package func create(_ manual: ManualActivity, by principal: Principal) async throws -> VisibleActivity {
        if manual.visibility == .onlyMe, !principal.scopes.contains(.activityReadAll) {
            throw Fault.missingScope("activity:read_all")
        }
        let zone = try await athletes.homeZone(of: principal.athlete)
        var entered = Activity(manual, id: platform.ids.next(), athlete: principal.athlete, in: zone)
        entered.details.begin(with: try await privacy.settings(of: principal.athlete))
        entered.details.visibility = manual.visibility ?? entered.details.visibility
        entered.details.hiddenFacets = manual.facets.applied(to: entered.details.hiddenFacets)
        let now = platform.clock.now
        let activity = try await platform.database.transaction { transaction in
            let activity = try await self.activities.insert(entered, at: now, in: transaction)
            try await self.platform.outbox.publish(
                ActivityPublished(athlete: activity.athlete, activity: activity.id), in: transaction)
            if let gear = activity.details.gear {
                try await self.platform.outbox.enqueue(
                    LookAtGear(athlete: activity.athlete, gear: gear), in: transaction)
            }
            return activity
        }
        return try await shown(activity, to: principal)
    }

    /// What an owner may see who has just changed the activity.
    func shown(_ activity: Activity, to owner: Principal) async throws -> VisibleActivity {
        let sight = ActivityPolicy.sight(of: .owner, scopes: owner.scopes)
        return try await masking.visible(activity, for: sight)
    }

    /// An activity that the caller may change. What can't be seen is not found; what can be seen, but belongs
    /// to somebody else, is forbidden.
    func editable(_ id: ActivityID, by principal: Principal) async throws -> Activity {
        guard let activity = try await activities.find(id) else { throw Fault.notFound("Activity") }
        let viewer = try await self.viewer(principal.athlete, of: activity)
        let visibility = activity.details.visibility
        if ActivityPolicy.mayEdit(visibility, by: viewer, scopes: principal.scopes) { return activity }
        if viewer == .owner { throw Fault.missingScope("activity:read_all") }
        let mayView = ActivityPolicy.mayView(visibility, by: viewer, scopes: principal.scopes)
        throw mayView ? Fault.forbidden("Activity", "id") : Fault.notFound("Activity")
    }
}

extension Activity {
    /// An activity as it was entered by hand.
    init(_ manual: ManualActivity, id: ActivityID, athlete: AthleteID, in zone: HomeZone) {
        var figures = ActivityFigures(
            elapsedSeconds: manual.elapsedSeconds, movingSeconds: manual.elapsedSeconds,
            distanceMeters: manual.distanceMeters)
        if manual.elapsedSeconds > 0 {
            figures.averageSpeed = manual.distanceMeters / Double(manual.elapsedSeconds)
            figures.maximumSpeed = figures.averageSpeed
        }
        self.init(
            id: id, athlete: athlete, origin: Origin(), details: manual.details,
            start: manual.start(in: zone),
            figures: figures)
    }
}
