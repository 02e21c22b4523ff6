import EventLoop
import Foundation
import Kernel
import Redis
import TestWorld
import Testing

/// Remembers what it was told to forget.
private final class Listener: ChangeListener {
    var forgotten: [Change] = []

    func forget(_ change: Change) { forgotten.append(change) }

    func take() -> [Change] {
        defer { forgotten = [] }
        return forgotten
    }
}

/// One loop's end of the log: two of them stand for two processes.
private final class End {
    let redis: RedisClient
    let log: ChangeLog
    let listener = Listener()

    init(_ loop: EventLoop, _ server: TestRedis) async throws {
        redis = RedisClient(loop: loop, url: try RedisURL(server.url))
        log = ChangeLog(loop: loop, redis: redis, quarantine: .milliseconds(200))
        log.add(listener)
        #expect(await redis.waitUntilAvailable(timeout: .seconds(10)))
    }
}

private func withEnds(
    _ body: @escaping @Sendable (End, End, TestRedis) async throws -> Void
) async throws {
    let directory = NSTemporaryDirectory() + "slipstream-changes-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let server = try await TestRedis.start(in: directory)
    defer {
        server.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }
    let loop = try EventLoop.start(name: "changes-test")
    try await loop.run {
        let writer = try await End(loop, server)
        let reader = try await End(loop, server)
        defer {
            writer.redis.close()
            reader.redis.close()
        }
        #expect(await writer.log.settle())
        #expect(await reader.log.settle())
        _ = reader.listener.take()
        try await body(writer, reader, server)
    }
    loop.stop()
    loop.join()
}

@Suite struct ChangeLogTests {
    private let activity = Change.activity(ActivityID(7))
    private let following = Change.following(AthleteID(9))

    @Test func `a reader that begins after a change was recorded forgets what it was about`() async throws {
        let (activity, following) = (activity, following)
        try await withEnds { writer, reader, _ in
            await writer.log.record(activity, following)
            #expect(await reader.log.settle())
            #expect(reader.listener.take() == [activity, following])
            #expect(await reader.log.settle())
            #expect(reader.listener.take().isEmpty)
        }
    }

    @Test func `every kind of change survives the journey`() async throws {
        try await withEnds { writer, reader, _ in
            let all: [Change] = [
                .activity(ActivityID(1)), .following(AthleteID(2)), .recent(AthleteID(3)),
                .athlete(AthleteID(4)),
                .popular(AthleteID(5)),
                .everything,
            ]
            await writer.log.record(all)
            #expect(await reader.log.settle())
            #expect(reader.listener.take() == all)
        }
    }

    @Test func `who is further behind than the log reaches forgets everything`() async throws {
        try await withEnds { writer, reader, _ in
            for start in stride(from: 0, through: ChangeLog.lengthLimit, by: 64) {
                await writer.log.record((0..<64).map { .activity(ActivityID(Int64(start + $0))) })
            }
            #expect(await reader.log.settle())
            #expect(reader.listener.take() == [.everything])
        }
    }

    @Test func `when Redis was flushed, everything is forgotten, and the log goes on`() async throws {
        let activity = activity
        try await withEnds { writer, reader, _ in
            await writer.log.record(activity)
            #expect(await reader.log.settle())
            _ = reader.listener.take()
            _ = try await writer.redis.command("FLUSHALL")
            #expect(await reader.log.settle())
            #expect(reader.listener.take() == [.everything])
            await writer.log.record(activity)
            #expect(await reader.log.settle())
            #expect(reader.listener.take() == [activity])
        }
    }

    @Test func `a flush behind which others have written is noticed`() async throws {
        let activity = activity
        try await withEnds { writer, reader, _ in
            _ = try await writer.redis.command("FLUSHALL")
            await writer.log.record(activity)
            #expect(await reader.log.settle())
            #expect(reader.listener.take() == [.everything])
        }
    }

    @Test func `without Redis nothing is trusted, and after it not before the quarantine is over`()
        async throws
    {
        let activity = activity
        try await withEnds { writer, reader, server in
            server.stop()
            await writer.log.record(activity)
            #expect(!(await reader.log.settle()))
            try await server.start()
            #expect(await reader.redis.waitUntilAvailable(timeout: .seconds(10)))
            #expect(!(await reader.log.settle()), "in quarantine")
            #expect(reader.listener.take() == [.everything])
            _ = try await eventually { await reader.log.settle() ? true : nil }
        }
    }

    @Test func `what could not be recorded is recorded when Redis is back`() async throws {
        let activity = activity
        try await withEnds { writer, reader, server in
            server.stop()
            await writer.log.record(activity)
            try await server.start()
            let entries = try await eventually { () async throws -> [[UInt8]]? in
                let entries = try? await reader.redis.listRange("{changes}:entries", from: 0, through: -1)
                return entries?.isEmpty == false ? entries : nil
            }
            #expect(entries == [Array("a7".utf8)])
        }
    }

    @Test func `readers that settle at once fetch the entries together and all see them`() async throws {
        let (activity, following) = (activity, following)
        try await withEnds { writer, reader, _ in
            await writer.log.record(activity, following)
            var settled = 0
            let loop = try #require(EventLoop.current)
            for _ in 0..<50 {
                loop.spawn {
                    #expect(await reader.log.settle())
                    #expect(reader.listener.forgotten == [activity, following])
                    settled += 1
                }
            }
            _ = try await eventually { settled == 50 ? true : nil }
        }
    }
}
