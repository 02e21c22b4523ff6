package import EventLoop
import FoundationEssentials
package import Postgres
package import Telemetry

/// Asks for the jobs of schedules that are due. Several may run: a row's lock makes sure that one of them
/// does.
package final class Scheduler {
    /// How often it looks.
    package static let interval = Duration.seconds(1)

    private let database: Database
    private let registry: JobRegistry
    private let doorbell: Doorbell
    private let loop: EventLoop
    private let log: Log
    private var timer: Timer?
    private var isRunning = false
    private var isRegistered = false

    /// Works on the database's loop.
    package init(database: Database, registry: JobRegistry, doorbell: Doorbell, loop: EventLoop, log: Log) {
        self.database = database
        self.registry = registry
        self.doorbell = doorbell
        self.loop = loop
        self.log = log
    }

    /// Begins to look.
    package func start() {
        guard !isRunning else { return }
        isRunning = true
        tick()
    }

    /// Ends it.
    package func stop() {
        isRunning = false
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    private func tick() {
        loop.spawn { [self] in
            do {
                if !isRegistered { try await register() }
                try await enqueueDue()
            } catch {
                log.warning("jobs.schedule_failed", ["error": .error(error)])
            }
            guard isRunning else { return }
            timer = loop.schedule(after: Self.interval) { [weak self] in self?.tick() }
        }
    }

    private func register() async throws {
        let now = try await database.query("SELECT now()")[0].decode(Date.self)
        for schedule in registry.schedules.values {
            try await database.execute(
                """
                INSERT INTO jobs.schedule AS known (name, cadence, next_run_at)
                VALUES (\(schedule.name), \(schedule.cadence.text), \(schedule.cadence.next(after: now)))
                ON CONFLICT (name) DO UPDATE
                SET cadence = excluded.cadence, next_run_at = excluded.next_run_at
                WHERE known.cadence <> excluded.cadence
                """)
        }
        isRegistered = true
    }

    /// Asks for what is due; returns how many jobs that were.
    @discardableResult
    func enqueueDue() async throws -> Int {
        let names = Array(registry.schedules.keys)
        guard !names.isEmpty else { return 0 }
        let isDue = try await database.query(
            "SELECT 1 FROM jobs.schedule WHERE next_run_at <= now() AND name = ANY(\(names)) LIMIT 1")
        if isDue.isEmpty { return 0 }
        return try await database.transaction { tx in
            let due = try await tx.query(
                """
                SELECT name, now() FROM jobs.schedule WHERE next_run_at <= now() AND name = ANY(\(names))
                ORDER BY name FOR UPDATE SKIP LOCKED
                """
            ).decode(String.self, Date.self)
            let statements = due.flatMap { self.statements(for: $0.0, now: $0.1) }
            tx.afterCommit { [doorbell] in doorbell.ring() }
            try await tx.batch(statements)
            return due.count
        }
    }

    private func statements(for name: String, now: Date) -> [SQL] {
        guard let schedule = registry.schedules[name] else { return [] }
        let next = schedule.cadence.next(after: now)
        return [
            """
            INSERT INTO jobs.job (kind, key, schedule, priority)
            VALUES (\(name), '{}', \(name), \(schedule.handler.priority.rawValue))
            ON CONFLICT (schedule) WHERE schedule IS NOT NULL DO NOTHING
            """,
            "UPDATE jobs.schedule SET next_run_at = \(next) WHERE name = \(name)",
        ]
    }
}
