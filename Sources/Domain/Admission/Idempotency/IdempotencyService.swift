import FoundationEssentials
import Kernel
import Telemetry

/// Makes sure that what is asked twice under one key is done once (Stripe's rules). Confined to its loop.
final class IdempotencyService {
    /// How long an answer is given again.
    static let retentionSeconds = 86_400.0
    /// How long an attempt that isn't heard of holds its key; it is heard of three times as often.
    static let leaseSeconds = 15.0
    private static let maximumRounds = 3

    private let platform: Platform
    private let store: IdempotencyStore

    init(platform: Platform, store: IdempotencyStore) {
        self.platform = platform
        self.store = store
    }

    /// Says what is to become of a request, and if it is to be done, holds the key for it.
    func begin(
        _ place: IdempotencyStore.Place, _ fingerprint: RequestFingerprint
    ) async throws -> IdempotencyOutcome {
        let attempt: ID<IdempotencyService> = platform.ids.next()
        for _ in 0..<IdempotencyService.maximumRounds {
            let now = platform.clock.now
            let isTaken = try await store.take(
                place, fingerprint, attempt: attempt.rawValue, at: now,
                leasedUntil: now.addingTimeInterval(IdempotencyService.leaseSeconds),
                keptSince: now.addingTimeInterval(-IdempotencyService.retentionSeconds))
            if isTaken { return .fresh(attempt: attempt.rawValue) }
            if let outcome = try await store.outcome(place, fingerprint) { return outcome }
            // The row went between the two statements: its attempt has just given it up.
        }
        return .inFlight
    }

    /// Keeps the lease of an attempt as long as the body runs.
    func holding<Value>(
        _ place: IdempotencyStore.Place, attempt: Int64, _ body: () async throws -> Value
    ) async rethrows -> Value {
        let renewal = Renewal(platform: platform, store: store, place: place, attempt: attempt)
        renewal.schedule()
        defer { renewal.cancel() }
        return try await body()
    }

    /// Keeps an answer, or, without one, lets the next attempt do the work. When that fails, the lease will
    /// run out.
    func end(_ place: IdempotencyStore.Place, attempt: Int64, _ answer: StoredAnswer?) async {
        do {
            if let answer {
                try await store.complete(place, attempt: attempt, answer)
            } else {
                try await store.release(place, attempt: attempt)
            }
        } catch {
            platform.log.warning("idempotency.not_ended", ["error": .error(error)])
        }
    }

    /// Removes what is kept too long.
    func deleteExpired() async throws -> Int {
        let moment = platform.clock.now.addingTimeInterval(-IdempotencyService.retentionSeconds)
        return try await store.deleteExpired(before: moment)
    }
}
