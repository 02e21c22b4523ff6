package import Postgres
import Telemetry

extension Schedule {
    /// Deletes, each night, events that are older than `JobLimits.eventRetention`.
    package static func prune(database: Database) -> Schedule {
        Schedule("jobs.prune", .daily(hour: 3, minute: 10)) { context in
            let count = try await JobQueue(database: database).prune(JobLimits.eventRetention)
            context.log.info("jobs.pruned", ["events": .init(count)])
        }
    }
}
