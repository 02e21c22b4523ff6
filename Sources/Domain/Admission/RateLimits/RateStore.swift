package import Redis

/// The counts of all servers, in Redis: a hash a subject and window, with all requests and the reads among
/// them. Losing them loses nothing but strictness.
package struct RateStore {
    /// Subjects in one pipeline at most.
    static let maximumBatch = 2_000
    private static let commandsPerSubject = 6
    private static let quarterHourKeySeconds = 2 * RateWindows.quarterHourSeconds
    private static let dayKeySeconds = 2 * RateWindows.daySeconds

    private let redis: RedisClient

    /// Keeps the counts in this Redis.
    package init(redis: RedisClient) {
        self.redis = redis
    }

    /// Whether asking has a chance.
    var isAvailable: Bool {
        redis.isAvailable
    }

    /// What one subject has asked since it was last told.
    struct Addition {
        var subject: RateSubject
        var windows: RateWindows
        var usage: RateUsage
    }

    /// Adds to the counts and returns the totals, in order; nil where Redis refused.
    func add(_ additions: [Addition]) async throws(RedisError) -> [RateUsage?] {
        let results = try await redis.pipeline { batch in
            for addition in additions { append(addition, to: &batch) }
        }
        return additions.indices.map { index in
            let first = index * RateStore.commandsPerSubject
            return total(results[first..<first + RateStore.commandsPerSubject])
        }
    }

    private func append(_ addition: Addition, to batch: inout RedisBatch) {
        let quarter = RateStore.quarterHourKey(addition.subject, addition.windows)
        batch.append("HINCRBY", quarter, "all", addition.usage.quarterHour)
        batch.append("HINCRBY", quarter, "read", addition.usage.readQuarterHour)
        batch.append("EXPIRE", quarter, Int(RateStore.quarterHourKeySeconds))
        let day = RateStore.dayKey(addition.subject, addition.windows)
        batch.append("HINCRBY", day, "all", addition.usage.day)
        batch.append("HINCRBY", day, "read", addition.usage.readDay)
        batch.append("EXPIRE", day, Int(RateStore.dayKeySeconds))
    }

    private func total(_ results: ArraySlice<Result<RedisValue, RedisError>>) -> RateUsage? {
        let numbers = results.map { (try? $0.get())?.integer }
        guard let all = numbers[0], let read = numbers[1], let dayAll = numbers[3], let dayRead = numbers[4]
        else {
            return nil
        }
        return RateUsage(quarterHour: all, day: dayAll, readQuarterHour: read, readDay: dayRead)
    }

    /// Forgets a subject's counts.
    func forget(_ subject: RateSubject, _ windows: RateWindows) {
        redis.post(
            "DEL", RateStore.quarterHourKey(subject, windows), RateStore.dayKey(subject, windows))
    }

    private static func quarterHourKey(_ subject: RateSubject, _ windows: RateWindows) -> String {
        "\(subject.keyTag):q:\(windows.quarterHour)"
    }

    private static func dayKey(_ subject: RateSubject, _ windows: RateWindows) -> String {
        "\(subject.keyTag):d:\(windows.day)"
    }
}
