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
    private let follows: FollowService
    private let reactions: ReactionTallies

    init(platform: Platform, follows: FollowService, reactions: ReactionTallies) {
        self.reactions = reactions
        self.platform = platform
        self.follows = follows
        activities = ActivityStore(database: platform.database)
        breakdowns = BreakdownStore(database: platform.database)
        streams = StreamStore(database: platform.database)
        uploads = UploadStore(database: platform.database)
        gear = GearStore(database: platform.database)
    }

    // MARK: reading

    /// An activity that the caller may see, and what the caller is to its owner; 404 for all others.
    package func activity(
        _ id: ActivityID, for principal: Principal
    ) async throws -> (activity: Activity, viewer: ActivityViewer) {
        guard let activity = try await activities.find(id) else { throw Fault.notFound("Activity") }
        let viewer = try await self.viewer(principal.athlete, of: activity)
        guard ActivityPolicy.mayView(activity.details.visibility, by: viewer, scopes: principal.scopes)
        else { throw Fault.notFound("Activity") }
        return (activity, viewer)
    }

    /// What an activity that the caller may see is made of beside its summary.
    package func breakdown(of activity: Activity) async throws -> Breakdown {
        guard activity.origin.upload != nil else { return Breakdown() }
        return try await breakdowns.breakdown(of: activity.id, athlete: activity.athlete)
    }

    /// The laps of an activity that the caller may see.
    package func laps(of activity: Activity) async throws -> [Breakdown.Named<Lap>] {
        try await breakdowns.laps(of: activity.id, athlete: activity.athlete)
    }

    /// What somebody is to an activity's owner. Who may see it anyway counts as a stranger: following is only
    /// asked for where it matters.
    private func viewer(_ athlete: AthleteID, of activity: Activity) async throws -> ActivityViewer {
        if athlete == activity.athlete { return .owner }
        guard activity.details.visibility == .followersOnly else { return .stranger }
        return try await follows.follows(athlete, activity.athlete) ? .follower : .stranger
    }

    /// A page of the caller's own activities; without `activity:read_all` those that others may see.
    package func list(_ query: ActivityList, of principal: Principal) async throws -> [Activity] {
        let includesPrivate = principal.scopes.contains(.activityReadAll)
        return try await activities.list(query, of: principal.athlete, includesPrivate: includesPrivate)
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
    ) async throws -> Activity {
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
        return edited
    }

    /// Deletes an activity; its upload remembers that there was one, and the original file stays in the
    /// store.
    package func delete(_ id: ActivityID, by principal: Principal) async throws {
        _ = try await editable(id, by: principal)
        let now = platform.clock.now
        let athlete = principal.athlete
        try await platform.database.transaction { transaction in
            guard let activity = try await self.activities.lock(id, of: athlete, in: transaction) else {
                throw Fault.notFound("Activity")
            }
            try await self.streams.delete(of: id, athlete: athlete, in: transaction)
            try await transaction.batch(BreakdownStore.deletion(of: id, athlete))
            try await self.activities.delete(id, of: athlete, in: transaction)
            if let upload = activity.origin.upload {
                try await self.uploads.markDeleted(upload, of: athlete, at: now, in: transaction)
            }
            try await self.platform.outbox.publish(
                ActivityDeleted(athlete: athlete, activity: id), in: transaction)
        }
        await platform.changes.record(.activity(id))
    }

    /// Enters an activity by hand.
    package func create(_ manual: ManualActivity, by principal: Principal) async throws -> Activity {
        if manual.details.visibility == .onlyMe, !principal.scopes.contains(.activityReadAll) {
            throw Fault.missingScope("activity:read_all")
        }
        let entered = Activity(manual, id: platform.ids.next(), athlete: principal.athlete)
        let now = platform.clock.now
        return try await platform.database.transaction { transaction in
            let activity = try await self.activities.insert(entered, at: now, in: transaction)
            try await self.platform.outbox.publish(
                ActivityPublished(athlete: activity.athlete, activity: activity.id), in: transaction)
            if let gear = activity.details.gear {
                try await self.platform.outbox.enqueue(
                    LookAtGear(athlete: activity.athlete, gear: gear), in: transaction)
            }
            return activity
        }
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
    /// An activity as it was entered by hand. Its zone isn't known, so its local time is taken as UTC.
    fileprivate init(_ manual: ManualActivity, id: ActivityID, athlete: AthleteID) {
        var figures = ActivityFigures(
            elapsedSeconds: manual.elapsedSeconds, movingSeconds: manual.elapsedSeconds,
            distanceMeters: manual.distanceMeters)
        if manual.elapsedSeconds > 0 {
            figures.averageSpeed = manual.distanceMeters / Double(manual.elapsedSeconds)
            figures.maximumSpeed = figures.averageSpeed
        }
        self.init(
            id: id, athlete: athlete, origin: Origin(), details: manual.details,
            start: LocalTime.start(at: manual.localStart, fileOffsetSeconds: 0, longitude: nil),
            figures: figures)
    }
}
