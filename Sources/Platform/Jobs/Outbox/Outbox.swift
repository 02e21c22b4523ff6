import FoundationEssentials
package import Postgres

/// The door through which modules tell what happened and ask for what has to be done, in the transaction that
/// changes the state: all of it is committed, or none.
package final class Outbox {
    private let registry: JobRegistry
    private let doorbell: Doorbell

    /// Rings `doorbell` after each commit.
    package init(registry: JobRegistry, doorbell: Doorbell) {
        self.registry = registry
        self.doorbell = doorbell
    }

    /// Stores the event, and one job for each of its subscribers.
    package func publish<E: Event>(_ event: E, in transaction: Transaction) async throws {
        try await transaction.execute(try statement(publishing: event, in: transaction), as: "jobs.publish")
    }

    /// Asks for a job, at the earliest `delay` from now.
    package func enqueue<J: Job>(_ job: J, after delay: Duration = .zero, in transaction: Transaction)
        async throws
    {
        let sql = try statement(enqueuing: job, after: delay, in: transaction)
        try await transaction.execute(sql, as: "jobs.enqueue")
    }

    /// The statement that `publish` would run, to be sent in a batch of the same transaction.
    package func statement<E: Event>(publishing event: E, in transaction: Transaction) throws -> SQL {
        let key = try Self.key(event, kind: E.kind)
        let handlers = registry.subscribers(of: E.kind)
        guard !handlers.isEmpty else {
            return "INSERT INTO jobs.event (kind, key) VALUES (\(E.kind), \(key))"
        }
        transaction.afterCommit { [doorbell] in doorbell.ring() }
        return """
            WITH event AS (INSERT INTO jobs.event (kind, key) VALUES (\(E.kind), \(key)) RETURNING id, key)
            INSERT INTO jobs.job (kind, key, event_id, priority)
            SELECT subscriber.name, event.key, event.id, subscriber.priority
            FROM event, unnest(\(handlers.map(\.name)), \(handlers.map(\.priority.rawValue)))
                AS subscriber (name, priority)
            """
    }

    /// The statement that `enqueue` would run, to be sent in a batch of the same transaction.
    package func statement<J: Job>(
        enqueuing job: J, after delay: Duration = .zero, in transaction: Transaction
    ) throws -> SQL {
        guard let handler = registry.handlers[J.kind] else {
            preconditionFailure("no handler is registered for \(J.kind)")
        }
        let key = try Self.key(job, kind: J.kind)
        let seconds = delay.seconds
        if seconds <= 0 { transaction.afterCommit { [doorbell] in doorbell.ring() } }
        return """
            INSERT INTO jobs.job (kind, key, priority, run_at)
            VALUES (\(J.kind), \(key), \(handler.priority.rawValue),
                now() + make_interval(secs => \(seconds)))
            """
    }

    private static func key(_ value: some Encodable, kind: String) throws -> JSONText {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bytes = [UInt8](try encoder.encode(value))
        guard bytes.count <= JobLimits.keyBytes else { throw JobError.keyTooLarge(kind: kind) }
        return JSONText(utf8: bytes)
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
