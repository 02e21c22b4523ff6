import EventLoop
import Kernel
import Redis

/// Feeds in Redis. Whatever fails here only costs time: PostgreSQL has the truth.
final class FeedStore {
    /// Readers whose feeds are known to live for long.
    private static let touchedReaders = 100_000

    /// What one round trip tells of a feed.
    struct Reading {
        /// Whether the caches of this loop may be used.
        var isSettled: Bool
        /// The list's elements as they are.
        var elements: [Int64]
        /// Under what it was built.
        var version: String
    }

    private let redis: RedisClient
    private let changes: ChangeLog
    private let loop: EventLoop
    private var touched = LRUCache<AthleteID, Uptime>(costLimit: FeedStore.touchedReaders)

    init(platform: Platform) {
        redis = platform.redis
        changes = platform.changes
        loop = platform.loop
    }

    private func list(_ reader: AthleteID) -> String { "{u:\(reader)}:feed" }
    private func versionKey(_ reader: AthleteID) -> String { "{u:\(reader)}:feed:version" }

    /// The version of a feed built now, after so many changes of whom the reader follows.
    func version(_ epoch: Int64) -> String {
        "\(changes.serverID)-\(epoch)"
    }

    // MARK: reading

    /// Reads the newest `count` elements, and brings the caches of this loop up to date, in one round trip;
    /// nil without Redis.
    func read(_ reader: AthleteID, count: Int) async -> Reading? {
        var question: ChangeLog.Question?
        let replies = try? await redis.pipeline { batch in
            question = changes.ask(in: &batch)
            batch.append("LRANGE", list(reader), 0, count - 1)
            batch.append("GET", versionKey(reader))
        }
        guard let question, let replies, replies.count == 3 else { return nil }
        let isSettled = await changes.settle(question, replies[0])
        guard case .success(let elements) = replies[1], case .success(let version) = replies[2] else {
            return nil
        }
        return Reading(
            isSettled: isSettled, elements: FeedStore.integers(elements), version: version.string ?? "")
    }

    /// All elements; nil without Redis.
    func readAll(_ reader: AthleteID) async -> [Int64]? {
        (try? await redis.command("LRANGE", list(reader), 0, -1)).map { FeedStore.integers($0) }
    }

    private static func integers(_ reply: RedisValue) -> [Int64] {
        guard case .array(let elements) = reply else { return [] }
        var integers: [Int64] = []
        integers.reserveCapacity(elements.count)
        for case .bytes(let bytes) in elements { integers.append(integer(bytes)) }
        return integers
    }

    private static func integer(_ bytes: [UInt8]) -> Int64 {
        var number: Int64 = 0
        for byte in bytes where byte >= 48 && byte <= 57 { number = number &* 10 &+ Int64(byte &- 48) }
        return bytes.first == UInt8(ascii: "-") ? -number : number
    }

    /// Puts off the end of a feed that is being read.
    func touch(_ reader: AthleteID) {
        if let last = touched.value(for: reader), loop.now - last < FeedLimits.touchInterval { return }
        touched.insert(loop.now, for: reader, cost: 1)
        redis.post("PEXPIRE", list(reader), FeedLimits.lifetime.inMilliseconds)
        redis.post("PEXPIRE", versionKey(reader), FeedLimits.lifetime.inMilliseconds)
    }

    // MARK: building

    /// Begins to build a feed; the builder's number, or nil when it is there or somebody else is at it.
    func beginBuilding(_ reader: AthleteID, version wanted: String) async -> Int64? {
        let builder = -Int64.random(in: 1..<(1 << 52))
        let reply = try? await redis.run(
            FeedScripts.begin, keys: [list(reader), versionKey(reader)],
            arguments: [wanted, builder, FeedLimits.buildTime.inMilliseconds])
        return reply?.integer == 1 ? builder : nil
    }

    /// Puts what was pulled together with what was pushed meanwhile; false when somebody else has taken over.
    @discardableResult
    func complete(
        _ reader: AthleteID, _ pulled: PulledFeed, builder: Int64, version built: String
    ) async -> Bool {
        var arguments: [any RedisArgument] = [
            builder, built, FeedLimits.lifetime.inMilliseconds, FeedLimits.length, pulled.isWhole ? 1 : 0,
        ]
        for id in pulled.ids { arguments.append(id.rawValue) }
        let reply = try? await redis.run(
            FeedScripts.complete, keys: [list(reader), versionKey(reader)], arguments: arguments)
        return reply?.integer == 1
    }

    // MARK: pushing

    /// Pushes an activity into the feeds of these readers, as far as they are there. Throws when Redis is
    /// away, or goes away meanwhile; it may be done again.
    func push(_ activity: ActivityID, to readers: [AthleteID]) async throws {
        let replies = try await redis.pipeline { batch in
            for reader in readers {
                let key = list(reader)
                batch.append("LPUSHX", key, activity.rawValue)
                batch.append("LINDEX", key, 1)
            }
        }
        for (index, reader) in readers.enumerated() {
            let length = try replies[index * 2].get().integer ?? 0
            guard length > 0 else { continue }
            let previous = try replies[index * 2 + 1].get().integer ?? 0
            if Int64(previous) >= activity.rawValue {
                try await order(reader, after: activity)
            }
            if length > FeedLimits.length + FeedLimits.slack {
                redis.post("LTRIM", list(reader), 0, FeedLimits.length - 1)
            }
        }
    }

    /// Puts a feed in order into which an activity was pushed late, or twice; or which was found out of
    /// order.
    ///
    /// Pushing doesn't look before it leaps, since that would take a script: it looks at what stood before,
    /// after it has pushed. The first push that is out of order therefore knows, and what others push until
    /// it has put all in order is put in order with it.
    func order(_ reader: AthleteID, after activity: ActivityID? = nil) async throws {
        _ = try await redis.run(
            FeedScripts.order, keys: [list(reader)], arguments: [activity?.rawValue ?? 0])
    }

    /// Takes an activity that is gone out of a feed.
    func remove(_ activity: ActivityID, from reader: AthleteID) {
        redis.post("LREM", list(reader), 0, activity.rawValue)
    }
}

extension Duration {
    /// Whole milliseconds.
    fileprivate var inMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
