import EventLoop
import Postgres
import Testing

@testable import Jobs

@Suite(.enabled(if: JobsWorld.isThere, JobsWorld.message))
struct WorkerTests {
    private struct Broken: Error {}

    @Test func `two workers never run the same job`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            var runs = [Int](repeating: 0, count: 500)
            world.registry.add(
                .job(Work.self, concurrencyLimit: 5) { job, _ in
                    runs[job.number] += 1
                    await Task.yield()
                    tally.add()
                })
            try await world.enqueue(0..<500)
            let workers = [world.worker("one"), world.worker("two")]
            for worker in workers { worker.start() }
            await tally.reaches(500)
            for worker in workers { await worker.stop() }
            #expect(runs == Array(repeating: 1, count: 500))
            #expect(try await world.count("SELECT count(*) FROM jobs.job") == 0)
            #expect(try await world.count("SELECT count(*) FROM jobs.worker") == 0)
        }
    }

    @Test func `the jobs of a dead worker are taken over when its lease has run out`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            var attempts: [Int] = []
            world.registry.add(
                .job(Work.self) { _, context in
                    attempts.append(context.attempt)
                    tally.add()
                })
            try await world.enqueue(0..<3)
            let queue = JobQueue(database: world.database)
            let dead = try await queue.register(name: "dead", lease: .seconds(2))
            #expect(
                try await queue.claim(worker: dead, wishes: [.init(kind: Work.kind, places: 10)], limit: 10)
                    .count == 3)
            let worker = world.worker()
            worker.start()
            await tally.reaches(3)
            await worker.stop()
            #expect(attempts == [2, 2, 2])
        }
    }

    @Test func `a worker whose lease has run out claims nothing`() async throws {
        try await JobsWorld.run { world in
            world.registry.add(.job(Work.self) { _, _ in })
            try await world.enqueue(0..<3)
            let queue = JobQueue(database: world.database)
            let worker = try await queue.register(name: "late", lease: .zero)
            let claimed = try await queue.claim(
                worker: worker, wishes: [.init(kind: Work.kind, places: 10)], limit: 10)
            #expect(claimed.isEmpty)
            #expect(try await !queue.renew(worker: worker, lease: .seconds(5)))
        }
    }

    @Test func `a job that keeps failing becomes a dead letter, and runs again when replayed`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            var isBroken = true
            world.registry.add(
                .job(Work.self) { _, _ in
                    defer { tally.add() }
                    if isBroken { throw Broken() }
                })
            try await world.enqueue(4..<5)
            let worker = world.worker()
            worker.start()
            await tally.reaches(JobLimits.attempts)
            await worker.stop()
            let letters = try await world.deadLetters.list()
            #expect(letters.map(\.kind) == [Work.kind])
            #expect(letters.map(\.key.text) == [#"{"number": 4}"#])
            #expect(letters.map(\.attempts) == [JobLimits.attempts])
            #expect(letters.map(\.lastError) == ["Broken()"])

            isBroken = false
            let again = world.worker()
            again.start()
            #expect(try await world.deadLetters.replay(ids: letters.map(\.id)) == 1)
            await tally.reaches(JobLimits.attempts + 1)
            await again.stop()
            #expect(try await world.deadLetters.list().isEmpty)
            #expect(try await world.count("SELECT count(*) FROM jobs.job") == 0)
        }
    }

    @Test func `an error that is permanent is not tried again`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            world.registry.add(
                .job(Work.self) { _, _ in
                    tally.add()
                    throw JobError.permanent("the file is gone")
                })
            try await world.enqueue(0..<2)
            let worker = world.worker()
            worker.start()
            await tally.reaches(2)
            await worker.stop()
            let letters = try await world.deadLetters.list(kind: Work.kind, limit: 1)
            #expect(letters.first?.lastError == "the file is gone")
            let rest = try await world.deadLetters.list(after: letters.first)
            #expect(rest.count == 1)
            #expect(try await world.deadLetters.drop(ids: (letters + rest).map(\.id)) == 2)
        }
    }

    @Test func `a job finished in its own transaction has its effect once`() async throws {
        try await JobsWorld.run { world in
            try await world.database.execute("CREATE TABLE effect (number bigint)")
            let tally = Tally()
            var isCutOff = true
            world.registry.add(
                .job(Work.self) { job, context in
                    defer { tally.add() }
                    try await world.database.transaction { tx in
                        try await tx.execute("INSERT INTO effect VALUES (\(job.number))")
                        if isCutOff {
                            // As if the worker had been taken for dead, and the job been freed.
                            isCutOff = false
                            try await world.database.execute("UPDATE jobs.job SET claimed_by = NULL")
                        }
                        try await context.complete(in: tx)
                    }
                })
            try await world.enqueue(9..<10)
            let worker = world.worker()
            worker.start()
            await tally.reaches(2)
            await worker.stop()
            #expect(try await world.count("SELECT count(*) FROM effect") == 1)
            #expect(try await world.count("SELECT count(*) FROM jobs.job") == 0)
        }
    }

    @Test func `a stopping worker hands back what it cannot finish`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            var cancelled = false
            world.registry.add(
                .job(Work.self) { _, context in
                    tally.add()
                    do {
                        try await context.loop.sleep(for: .seconds(3600))
                    } catch { cancelled = true }
                })
            try await world.enqueue(0..<1)
            let worker = world.worker()
            worker.start()
            await tally.reaches(1)
            await worker.stop(within: .milliseconds(20))
            let free = try await world.count(
                "SELECT count(*) FROM jobs.job WHERE claimed_by IS NULL AND attempt = 0 AND run_at <= now()")
            #expect(free == 1)
            #expect(cancelled)
        }
    }

    @Test func `a kind runs at most as often at once as it says`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            var (now, most) = (0, 0)
            world.registry.add(
                .job(Work.self, concurrencyLimit: 2) { _, context in
                    now += 1
                    most = max(most, now)
                    try await context.loop.sleep(for: .milliseconds(1))
                    now -= 1
                    tally.add()
                })
            try await world.enqueue(0..<20)
            let worker = world.worker()
            worker.start()
            await tally.reaches(20)
            await worker.stop()
            #expect(most == 2)
        }
    }

    @Test func `killed connections delay jobs and lose none`() async throws {
        try await JobsWorld.run { world in
            var done: Set<Int> = []
            let tally = Tally()
            world.registry.add(
                .job(Work.self) { job, context in
                    if job.number % 20 == 3, context.attempt == 1 {
                        try await world.database.query(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND application_name = 'slipstream'
                            """)
                    }
                    if done.insert(job.number).inserted { tally.add() }
                })
            try await world.enqueue(0..<100)
            let worker = world.worker()
            worker.start()
            await tally.reaches(100)
            try await world.database.waitUntilReady()
            await worker.stop()
            #expect(done.count == 100)
        }
    }

    @Test func `back-off doubles up to an hour, and is anything below`() {
        let configuration = WorkerConfiguration()
        for attempt in 1...JobLimits.attempts {
            let waits = (0..<200).map { _ in configuration.backOff(afterAttempt: attempt) }
            let longest = min(Duration.seconds(1 << (attempt - 1)), .seconds(3600))
            #expect(waits.allSatisfy { $0 >= .zero && $0 <= longest })
            #expect(waits.contains { $0 > longest / 2 } && waits.contains { $0 < longest / 2 })
        }
    }
}
