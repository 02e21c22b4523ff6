import EventLoop
import FoundationEssentials
import Kernel
import Testing

@testable import Admission

struct RateLimiterTests {
    /// 12:07 UTC: eight minutes before the next window.
    static let start = Date(timeIntervalSince1970: 1_800_014_400 + 7 * 60)
    let limit = RateLimit(quarterHour: 10, day: 25, readQuarterHour: 5, readDay: 12)

    /// Runs a body on a loop, with a limiter that counts alone and a clock that is set by hand.
    func alone<Value: Sendable>(
        _ body: @escaping @Sendable (RateLimiter, ManualHand) async throws -> Value
    ) async throws -> Value {
        let loop = try EventLoop.start(name: "limiter")
        defer {
            loop.stop()
            loop.join()
        }
        let hand = ManualHand(Self.start)
        return try await loop.run {
            try await body(RateLimiter(loop: loop, store: nil, clock: .manual(hand), loopCount: 4), hand)
        }
    }

    @Test func `requests up to the limit are taken, and the next one is told when to come back`() async throws
    {
        let decisions = try await alone { limiter, _ in
            var decisions: [RateDecision] = []
            for _ in 0..<11 { decisions.append(await limiter.admit(.athlete(AthleteID(1)), limit)) }
            return decisions
        }
        #expect(decisions.map(\.isAllowed) == Array(repeating: true, count: 10) + [false])
        #expect(decisions[9].remaining == 0)
        #expect(decisions[10].retryAfterSeconds == 8 * 60)
        #expect(decisions[10].usage == RateUsage(quarterHour: 11, day: 11))
    }

    @Test func `windows begin at full quarters of an hour, and the day goes on`() async throws {
        let (before, after, nextDay) = try await alone { limiter, hand in
            for _ in 0..<20 { _ = await limiter.admit(.athlete(AthleteID(1)), limit) }
            hand.now = Self.start + 8 * 60 - 1
            let before = await limiter.admit(.athlete(AthleteID(1)), limit)
            hand.now = Self.start + 8 * 60
            let after = await limiter.admit(.athlete(AthleteID(1)), limit)
            for _ in 0..<4 { _ = await limiter.admit(.athlete(AthleteID(1)), limit) }
            let dayFull = await limiter.admit(.athlete(AthleteID(1)), limit)
            #expect(dayFull.usage.quarterHour == 6)
            #expect(!dayFull.isAllowed)
            #expect(dayFull.retryAfterSeconds == 86_400 - (12 * 3600 + 15 * 60))
            hand.now = Self.start + 12 * 3600
            return (before, after, await limiter.admit(.athlete(AthleteID(1)), limit))
        }
        #expect(!before.isAllowed)
        #expect(after.isAllowed)
        #expect(after.usage == RateUsage(quarterHour: 1, day: 22))
        #expect(nextDay.usage == RateUsage(quarterHour: 1, day: 1))
    }

    @Test func `reads have limits of their own`() async throws {
        let (read, write) = try await alone { limiter, _ in
            for _ in 0..<5 { _ = await limiter.admit(.application(ApplicationID(1)), limit, isRead: true) }
            let read = await limiter.admit(.application(ApplicationID(1)), limit, isRead: true)
            return (read, await limiter.admit(.application(ApplicationID(1)), limit))
        }
        #expect(!read.isAllowed)
        #expect(write.isAllowed)
        #expect(write.usage == RateUsage(quarterHour: 7, day: 7, readQuarterHour: 6, readDay: 6))
    }

    @Test func `subjects don't share a limit, and tries can be forgotten`() async throws {
        let allowed = try await alone { limiter, _ in
            var allowed: [Bool] = []
            for key in ["a", "b"] {
                for _ in 0..<4 {
                    allowed.append(await limiter.admit(.attempt(key, of: "log-in"), .attempts(3)).isAllowed)
                }
            }
            limiter.forget(.attempt("a", of: "log-in"))
            allowed.append(await limiter.admit(.attempt("a", of: "log-in"), .attempts(3)).isAllowed)
            return allowed
        }
        #expect(allowed == [true, true, true, false, true, true, true, false, true])
    }

    @Test func `alone, a loop gives away only its part of what must not be guessed`() async throws {
        let count = try await alone { limiter, _ in
            var count = 0
            for _ in 0..<20 {
                count +=
                    await limiter.admit(.attempt("x", of: "log-in"), .attempts(8), closed: true).isAllowed
                    ? 1 : 0
            }
            return count
        }
        #expect(count == 2)
    }
}
