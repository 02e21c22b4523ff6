import Jobs
import Kernel
import TestWorld
import Testing

@testable import Server

@Suite(.enabled(if: TestWorld.isAvailable, "DATABASE_URL isn't set: run make test"))
struct JobsCommandTests {
    /// Three letters of two kinds.
    private static let deaths = """
        insert into jobs.dead_letter (id, kind, key, priority, attempt, last_error, created_at, died_at)
            values
            (900001, 'test.fetch', '{"upload": 1}', 1, 15, 'the disk said "no"', now(), now()),
            (900002, 'test.fetch', '{"upload": 2}', 1, 15, null, now(), now() - interval '1 hour'),
            (900003, 'test.mail', '{}', 2, 1, 'never', now(), now())
        """

    private func jobs(_ world: TestWorld, _ arguments: String...) async throws -> Int32 {
        let configuration = try ServerConfiguration(environment: world.environment)
        return try await JobsCommand(arguments: arguments).run(configuration)
    }

    private func left(_ world: TestWorld, in table: String) throws -> [Substring] {
        try world.database.sql("select id from jobs.\(table) where kind like 'test.%' order by id")
            .split(separator: "\n")
    }

    @Test func `dead jobs are tried again by kind, and dropped by id`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            try world.database.sql(Self.deaths)
            #expect(try await jobs(world, "list") == 0)
            #expect(try await jobs(world, "retry", "--kind", "test.fetch") == 0)
            #expect(try left(world, in: "dead_letter") == ["900003"])
            #expect(try left(world, in: "job") == ["900001", "900002"])
            #expect(
                try world.database.sql("select attempt, key->>'upload' from jobs.job where id = 900002")
                    == "0|2")
            #expect(try await jobs(world, "discard", "900003", "900001") == 1, "one of them isn't dead")
            #expect(try left(world, in: "dead_letter").isEmpty)
            #expect(try left(world, in: "job") == ["900001", "900002"])
        }
    }

    @Test func `everything can be meant, but has to be said`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            try world.database.sql(Self.deaths)
            #expect(try await jobs(world, "discard", "--all") == 0)
            #expect(try left(world, in: "dead_letter").isEmpty)
            #expect(try left(world, in: "job").isEmpty)
        }
        for words in [
            [], ["retry"], ["discard"], ["list", "x"], ["retry", "--kind"], ["retry", "0"], ["drop"],
        ] {
            #expect(throws: UsageError.self) { try JobsCommand(arguments: words) }
        }
    }

    @Test func `a letter is a line of JSON`() async throws {
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            try world.database.sql(Self.deaths)
            let configuration = try ServerConfiguration(environment: world.environment)
            let lines = try await Workbench.run(configuration) { loopModules, services in
                let letters = DeadLetters(
                    database: loopModules.platform.database, doorbell: services.doorbell)
                return try await letters.list(kind: "test.fetch").map(\.line)
            }
            let first = try JSONValue(parsing: try #require(lines.first))
            #expect(lines.count == 2)
            #expect(first["id"].integer == 900_001)
            #expect(first["key"]["upload"].integer == 1)
            #expect(first["attempts"].integer == 15)
            #expect(first["error"].string == #"the disk said "no""#)
            #expect(lines.first?.last == UInt8(ascii: "\n"))
        }
    }
}
