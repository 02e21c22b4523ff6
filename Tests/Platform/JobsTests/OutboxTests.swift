import EventLoop
import Postgres
import Testing

@testable import Jobs

@Suite(.enabled(if: JobsWorld.isThere, JobsWorld.message))
struct OutboxTests {
    private struct Refused: Error {}

    @Test func `each subscriber gets the event, and only of its kind`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            var seen: [String] = []
            for name in ["a.first", "b.second"] {
                world.registry.add(
                    .subscriber(name, to: Published.self) { event, context in
                        seen.append("\(name) \(event.number) \(context.attempt)")
                        tally.add()
                    })
            }
            world.registry.add(.job(Work.self) { _, _ in seen.append("work") })
            let worker = world.worker()
            worker.start()
            try await world.database.transaction {
                try await world.outbox.publish(Published(number: 7), in: $0)
            }
            await tally.reaches(2)
            await worker.stop()
            #expect(seen.sorted() == ["a.first 7 1", "b.second 7 1"])
            #expect(try await world.count("SELECT count(*) FROM jobs.event") == 1)
            #expect(try await world.count("SELECT count(*) FROM jobs.job") == 0)
            #expect(world.registry.subscriberNames(of: "test.published") == ["a.first", "b.second"])
        }
    }

    @Test func `a rolled back transaction leaves neither event nor job, and does not ring`() async throws {
        try await JobsWorld.run { world in
            world.registry.add(.subscriber("a.first", to: Published.self) { _, _ in })
            world.registry.add(.job(Work.self) { _, _ in })
            let (listener, rings) = world.doorbell.listen()
            await #expect(throws: Refused.self) {
                try await world.database.transaction { tx in
                    try await world.outbox.publish(Published(number: 1), in: tx)
                    try await world.outbox.enqueue(Work(number: 1), in: tx)
                    throw Refused()
                }
            }
            let left = try await world.count(
                "SELECT (SELECT count(*) FROM jobs.event) + (SELECT count(*) FROM jobs.job)")
            #expect(left == 0)
            world.doorbell.stopListening(listener)
            var count = 0
            for await _ in rings { count += 1 }
            #expect(count == 0)
        }
    }

    @Test func `the doorbell wakes a worker that would poll an hour later`() async throws {
        try await JobsWorld.run { world in
            let tally = Tally()
            world.registry.add(.job(Work.self) { _, _ in tally.add() })
            var configuration = JobsWorld.configuration
            configuration.pollInterval = .seconds(3600)
            let worker = world.worker(configuration: configuration)
            worker.start()
            for round in 0..<5 {
                try await world.enqueue(round..<round + 1)
                await tally.reaches(round + 1)
            }
            await worker.stop()
            #expect(tally.count == 5)
        }
    }

    @Test func `a key that carries state is refused`() async throws {
        struct Heavy: Event {
            static let kind = "test.heavy"
            let text: String
        }
        try await JobsWorld.run { world in
            let heavy = Heavy(text: String(repeating: "x", count: 2000))
            let error = await #expect(throws: JobError.self) {
                try await world.database.transaction { try await world.outbox.publish(heavy, in: $0) }
            }
            #expect(error == .keyTooLarge(kind: "test.heavy"))
        }
    }
}
