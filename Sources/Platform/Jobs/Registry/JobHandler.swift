import FoundationEssentials
import Postgres

/// What runs the jobs of one kind. Made by the modules, one for each loop, gathered in a `JobRegistry`.
///
/// Handlers are idempotent: a job may be run again after a crash, unless it is finished by
/// `JobContext.complete`.
package struct JobHandler {
    /// The kind of its jobs: unique in the program, and stored, so never to be changed lightly.
    package let name: String
    /// The kind of events that it subscribes to; nil when its jobs are asked for directly.
    package let eventKind: String?
    /// The priority of its jobs.
    package let priority: JobPriority
    /// How many of its jobs one worker runs at the same time at most.
    package let concurrencyLimit: Int
    /// When its task is cancelled.
    package let timeout: Duration
    let run: (JobContext) async throws -> Void

    /// A subscriber: one job for each event of the kind.
    package static func subscriber<E: Event>(
        _ name: String, to event: E.Type, priority: JobPriority = .normal, concurrencyLimit: Int = 16,
        timeout: Duration = .seconds(300), _ body: @escaping (E, JobContext) async throws -> Void
    ) -> JobHandler {
        JobHandler(
            name: name, eventKind: E.kind, priority: priority, concurrencyLimit: concurrencyLimit,
            timeout: timeout,
            run: { context in try await body(try context.decodeKey(E.self), context) })
    }

    /// The handler of a job that is asked for directly.
    package static func job<J: Job>(
        _ job: J.Type, priority: JobPriority = .normal, concurrencyLimit: Int = 16,
        timeout: Duration = .seconds(300), _ body: @escaping (J, JobContext) async throws -> Void
    ) -> JobHandler {
        JobHandler(
            name: J.kind, eventKind: nil, priority: priority, concurrencyLimit: concurrencyLimit,
            timeout: timeout,
            run: { context in try await body(try context.decodeKey(J.self), context) })
    }

    /// The handler of a schedule, which has no key.
    package static func scheduled(
        _ name: String, timeout: Duration = .seconds(300), _ body: @escaping (JobContext) async throws -> Void
    ) -> JobHandler {
        JobHandler(
            name: name, eventKind: nil, priority: .bulk, concurrencyLimit: 1, timeout: timeout, run: body)
    }
}

extension JobContext {
    /// The key as the event or job that it was made from.
    func decodeKey<Key: Decodable>(_ type: Key.Type) throws -> Key {
        do {
            return try JSONDecoder().decode(Key.self, from: Data(key.utf8))
        } catch { throw JobError.permanent("the key of \(kind) cannot be read") }
    }
}
