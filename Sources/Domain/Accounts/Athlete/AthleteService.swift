import Crypto
import EventLoop
import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// What can be done with athletes: to register, to look up, to change one's profile. Confined to its loop.
package final class AthleteService {
    /// Athletes in one look-up at most.
    package static let maximumBatch = 1_000

    private let platform: Platform
    private let store: AthleteStore
    private let passwords: PasswordHasher
    private let cache = AthleteCache()
    /// Counts the followers; set by the composition, since who follows whom is known further right.
    package var followCounts: (AthleteID) async throws -> FollowCounts = { _ in
        FollowCounts(followers: 0, following: 0)
    }

    /// Lists what an athlete rides and runs with; set by the composition, since it is known further right.
    package var gear: (AthleteID) async throws -> OwnedGear = { _ in OwnedGear() }

    init(platform: Platform, store: AthleteStore, passwords: PasswordHasher) {
        self.platform = platform
        self.store = store
        self.passwords = passwords
        platform.changes.add(cache)
    }

    // MARK: registering

    /// Makes an account. Throws 409 when the address or the username is taken.
    package func register(email: EmailAddress, password: Password, profile: Athlete.Profile) async throws
        -> Athlete
    {
        let hash = try await passwords.hash(password.text)
        let now = platform.clock.now
        let athlete = Athlete(
            id: platform.ids.next(), email: email.text, isEmailConfirmed: false, profile: profile,
            createdAt: now,
            updatedAt: now)
        try await platform.database.transaction { transaction in
            guard try await store.claim(email, for: athlete.id, at: now, in: transaction) else {
                throw Fault.conflict("Athlete", "email")
            }
            try await claimUsername(of: athlete, in: transaction)
            try await store.insert(athlete, passwordHash: hash, in: transaction)
            try await recordMeasures(of: athlete, insteadOf: nil, in: transaction)
            try await platform.outbox.publish(
                AthleteRegistered(athleteID: athlete.id.rawValue), in: transaction)
        }
        return athlete
    }

    private func claimUsername(of athlete: Athlete, in transaction: Transaction) async throws {
        let username = try athlete.profile.username.map { text throws(Fault) in try Username(text) }
        if let username {
            let isClaimed = try await store.claim(
                username, for: athlete.id, at: athlete.updatedAt, in: transaction)
            guard isClaimed else { throw Fault.conflict("Athlete", "username") }
        }
        try await store.releaseUsernames(of: athlete.id, but: username, in: transaction)
    }

    // MARK: looking up

    /// An athlete with all that only they themselves may see; throws 404.
    package func athlete(_ id: AthleteID) async throws -> Athlete {
        guard let athlete = try await store.athlete(id) else { throw Fault.notFound("Athlete") }
        return athlete
    }

    /// What others may see of an athlete; throws 404.
    package func summary(of id: AthleteID) async throws -> AthleteSummary {
        guard let summary = try await summaries(of: [id])[id] else { throw Fault.notFound("Athlete") }
        return summary
    }

    /// What others may see of athletes, in one query for those that weren't read a moment ago. Who doesn't
    /// exist is absent.
    package func summaries(of ids: [AthleteID]) async throws -> [AthleteID: AthleteSummary] {
        precondition(ids.count <= AthleteService.maximumBatch, "a look-up has at most 1,000 athletes")
        let now = platform.loop.now
        var found: [AthleteID: AthleteSummary] = [:]
        var missing: [AthleteID] = []
        for id in Set(ids) {
            if let summary = cache.find(id, now: now) { found[id] = summary } else { missing.append(id) }
        }
        guard !missing.isEmpty else { return found }
        for athlete in try await store.athletes(missing) {
            found[athlete.id] = athlete.summary
            cache.insert(athlete.summary, now: now)
        }
        return found
    }

    /// The athlete who has an address, confirmed or not; for the commands of the host.
    package func find(email: EmailAddress) async throws -> AthleteID? {
        try await store.athleteID(byEmail: email.folded)
    }

    /// The time zone that an athlete lives in.
    package func homeZone(of id: AthleteID) async throws -> HomeZone {
        try await store.homeZone(of: id, in: platform.database)
    }

    // MARK: changing

    /// Changes what the request names. Throws 409 when the username is taken.
    package func change(_ id: AthleteID, _ change: ProfileChange) async throws -> Athlete {
        let now = platform.clock.now
        let changed = try await platform.database.transaction { transaction in
            guard let old = try await store.lockedAthlete(id, in: transaction) else {
                throw Fault.notFound("Athlete")
            }
            var athlete = old
            athlete.profile = try change.applied(to: old.profile)
            guard athlete.profile != old.profile else { return old }
            athlete.updatedAt = now
            if athlete.profile.username != old.profile.username {
                try await claimUsername(of: athlete, in: transaction)
            }
            try await store.update(athlete, in: transaction)
            try await recordMeasures(of: athlete, insteadOf: old.profile, in: transaction)
            try await platform.outbox.publish(AthleteUpdated(athleteID: id.rawValue), in: transaction)
            return athlete
        }
        cache.forget(.athlete(id))
        await platform.changes.record(.athlete(id))
        return changed
    }

    private func recordMeasures(
        of athlete: Athlete, insteadOf old: Athlete.Profile?, in transaction: Transaction
    ) async throws {
        let today = athlete.profile.homeZone.localDate(of: athlete.updatedAt)
        for kind in MeasureKind.allCases {
            let value = athlete.profile.value(of: kind)
            guard value != old?.value(of: kind) else { continue }
            try await store.record(kind, value, of: athlete.id, from: today, in: transaction)
        }
    }
}
