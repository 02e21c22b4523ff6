import Jobs
import Kernel
import Postgres

/// Looks whether gear is worn, after an activity with it has come.
///
/// A job of its own, and not a subscriber: most activities are without gear, and shall cost nothing.
struct LookAtGear: Job {
    static let kind = "activities.look_at_gear"
    let athlete: AthleteID
    let gear: GearID
}

/// Looks whether gear is worn when an activity with it has come or has changed.
struct GearReactions {
    let platform: Platform
    let gear: GearService
    let activities: ActivityStore

    var jobs: [JobHandler] {
        [
            .job(LookAtGear.self) { job, context in
                try await look(job.gear, of: job.athlete, context)
            },
            .subscriber("activities.gear_of_updated", to: ActivityUpdated.self) { event, context in
                let activity = try await activities.find(event.activity)
                guard let gear = activity?.details.gear else { return }
                try await look(gear, of: event.athlete, context)
            },
        ]
    }

    private func look(_ gear: GearID, of athlete: AthleteID, _ context: JobContext) async throws {
        try await platform.database.transaction { transaction in
            try await self.gear.tellWear(of: gear, athlete: athlete, in: transaction)
            try await context.complete(in: transaction)
        }
    }
}
