import Activities
import Jobs

/// Removes what was said of an activity that is gone.
struct ReactionsJobs {
    let tallies: TallyStore

    var handlers: [JobHandler] {
        [
            .subscriber("reactions.activity_deleted", to: ActivityDeleted.self) { event, _ in
                try await tallies.deleteAll(of: event.activity, athlete: event.athlete)
            }
        ]
    }
}
