import EventLoop
import FoundationEssentials
import Postgres
import Telemetry
import Testing

@testable import Jobs

@Suite struct CadenceTests {
    private func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

    @Test func `an interval is due at its multiples, strictly later`() {
        let cadence = Schedule.Cadence.every(.seconds(60))
        #expect(cadence.next(after: date(0)) == date(60))
        #expect(cadence.next(after: date(59.9)) == date(60))
        #expect(cadence.next(after: date(60)) == date(120))
    }

    @Test func `a time of day is due today or tomorrow, strictly later`() {
        let cadence = Schedule.Cadence.daily(hour: 3, minute: 10)
        let day = 1_772_323_200.0
        #expect(cadence.next(after: date(day)) == date(day + 11_400))
        #expect(cadence.next(after: date(day + 11_399)) == date(day + 11_400))
        #expect(cadence.next(after: date(day + 11_400)) == date(day + 86_400 + 11_400))
        #expect(cadence.next(after: date(day + 80_000)) == date(day + 86_400 + 11_400))
    }
}

@Suite(.enabled(if: JobsWorld.isThere, JobsWorld.message))
struct SchedulerTests {
    private func scheduler(_ world: JobsWorld) -> Scheduler {
        Scheduler(
            database: world.database, registry: world.registry, doorbell: world.doorbell, loop: world.loop,
            log: .silent)
    }

    @Test func `a due schedule is asked for once by two schedulers`() async throws {
        try await JobsWorld.run { world in
            world.registry.add(Schedule("test.nightly", .every(.seconds(3600))) { _ in })
            try await world.database.execute(
                "INSERT INTO jobs.schedule VALUES ('test.nightly', 'every 3600 s', now() - interval '1 day')")
            let schedulers = [self.scheduler(world), self.scheduler(world)]
            let tally = Tally()
            var asked = 0
            for scheduler in schedulers {
                world.loop.spawn {
                    asked += (try? await scheduler.enqueueDue()) ?? 0
                    tally.add()
                }
            }
            await tally.reaches(2)
            #expect(asked == 1)
            let count = try await world.count("SELECT count(*) FROM jobs.job WHERE kind = 'test.nightly'")
            #expect(count == 1)
            let later = try await world.count("SELECT count(*) FROM jobs.schedule WHERE next_run_at > now()")
            #expect(later == 1)
        }
    }

    @Test func `a run that still waits is not asked for again`() async throws {
        try await JobsWorld.run { world in
            world.registry.add(Schedule("test.nightly", .every(.seconds(3600))) { _ in })
            for _ in 0..<2 {
                try await world.database.execute(
                    """
                    INSERT INTO jobs.schedule
                    VALUES ('test.nightly', 'every 3600 s', now() - interval '1 day')
                    ON CONFLICT (name) DO UPDATE SET next_run_at = excluded.next_run_at
                    """)
                try await self.scheduler(world).enqueueDue()
            }
            #expect(try await world.count("SELECT count(*) FROM jobs.job") == 1)
        }
    }

    @Test func `a schedule's job runs, and a changed cadence is noticed`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            world.registry.add(Schedule("test.often", .every(.seconds(1))) { _ in tally.add() })
            try await world.database.execute(
                "INSERT INTO jobs.schedule VALUES ('test.often', 'daily 3:10', now() + interval '1 day')")
            let (worker, scheduler) = (world.worker(), self.scheduler(world))
            worker.start()
            scheduler.start()
            await tally.reaches(1)
            scheduler.stop()
            await worker.stop()
            let changed = try await world.count(
                "SELECT count(*) FROM jobs.schedule WHERE cadence = 'every 1 s'")
            #expect(changed == 1)
        }
    }
}
