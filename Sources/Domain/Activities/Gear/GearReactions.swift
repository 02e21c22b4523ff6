import Jobs
import Kernel
import Postgres

/// Looks whether gear is worn when an activity with it has come or has changed.
struct GearReactions {
    let platform: Platform
    let gear: GearService
    let activities: ActivityStore

    var jobs: [JobHandler] {
        [
            .subscriber("activities.gear_of_published", to: ActivityPublished.self) { event, context in
                try await look(event.activity, context)
            },
            .subscriber("activities.gear_of_updated", to: ActivityUpdated.self) { event, context in
                try await look(event.activity, context)
            },
        ]
    }

    private func look(_ id: ActivityID, _ context: JobContext) async throws {
        guard let activity = try await activities.find(id), let gear = activity.details.gear else { return }
        try await platform.database.transaction { transaction in
            try await self.gear.tellWear(of: gear, athlete: activity.athlete, in: transaction)
            try await context.complete(in: transaction)
        }
    }
}
