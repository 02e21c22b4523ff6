import Admission
import Crypto
import FoundationEssentials
package import Kernel
import Postgres
import Telemetry

/// Who is who by address and password. Says nothing of who has an account: an unknown address costs and
/// answers the same as a wrong password. Confined to its loop.
package final class LogInService {
    /// Tries for one account in a quarter of an hour, those that succeed not counted.
    static let maximumAttemptsPerAccount = 10

    private let platform: Platform
    private let athletes: AthleteStore
    private let sessions: SessionService
    private let passwords: PasswordHasher
    private let attempts: AttemptLimiter
    private let maximumAttemptsPerAddress: Int
    private let failures: Counter

    init(
        platform: Platform, athletes: AthleteStore, sessions: SessionService, passwords: PasswordHasher,
        attempts: AttemptLimiter, maximumAttemptsPerAddress: Int
    ) {
        self.platform = platform
        self.athletes = athletes
        self.sessions = sessions
        self.passwords = passwords
        self.attempts = attempts
        self.maximumAttemptsPerAddress = maximumAttemptsPerAddress
        failures = platform.metrics.counter(
            "slipstream_log_in_failures_total", help: "Log-ins with a wrong address or password.")
    }

    /// Begins a session with all scopes. Throws 401 for a wrong address or password, 429 after too many
    /// tries.
    package func logIn(
        email: String, password: String, deviceName: String, remoteAddress: String
    ) async throws -> TokenGrant {
        let athlete = try await identify(email: email, password: password, remoteAddress: remoteAddress)
        let scopes = Scopes.grantable.union(.account)
        var grant = try await sessions.begin(.init(.login, of: athlete, scopes: scopes, name: deviceName))
        grant.athlete = try await athletes.athlete(athlete)?.summary
        return grant
    }

    /// The athlete whose address and password these are. Throws 401 or 429.
    func identify(email typed: String, password: String, remoteAddress: String) async throws -> AthleteID {
        let refusal = Fault.unauthorized("Athlete", "email or password")
        try await attempts.attempt("log-in", "address \(remoteAddress)", limit: maximumAttemptsPerAddress)
        guard let email = try? EmailAddress(typed) else { throw refusal }
        // Not in clear, since the counts lie in Redis.
        let account = "account \(SHA256.digest(of: email.folded).hex.prefix(32))"
        try await attempts.attempt("log-in", account, limit: LogInService.maximumAttemptsPerAccount)
        let known = try await athletes.credentials(byEmail: email.folded)
        let verdict = try await passwords.verify(password, against: known?.passwordHash)
        guard case .match(let needsRehash) = verdict, let known else {
            failures.add()
            throw refusal
        }
        attempts.succeed("log-in", account)
        if needsRehash { try await rehash(password, of: known.id, insteadOf: known.passwordHash) }
        return known.id
    }

    /// The cost of hashes has been raised since this one was made.
    private func rehash(_ password: String, of athlete: AthleteID, insteadOf old: String) async throws {
        guard let password = try? Password(password) else { return }
        let hash = try await passwords.hash(password.text)
        try await athletes.setPasswordHash(hash, of: athlete, insteadOf: old, in: platform.database)
    }

    /// Sets another password, and ends all other sessions. Throws 401 when the current one is wrong.
    package func changePassword(
        of principal: Principal, from current: String, to new: Password, remoteAddress: String
    ) async throws {
        let account = "athlete \(principal.athlete)"
        try await attempts.attempt("log-in", account, limit: LogInService.maximumAttemptsPerAccount)
        let old = try await athletes.passwordHash(of: principal.athlete)
        guard let old, case .match = try await passwords.verify(current, against: old) else {
            throw Fault.unauthorized("Athlete", "current_password")
        }
        attempts.succeed("log-in", account)
        let hash = try await passwords.hash(new.text)
        try await platform.database.transaction { transaction in
            let isSet = try await athletes.setPasswordHash(
                hash, of: principal.athlete, insteadOf: old, in: transaction)
            guard isSet else { throw Fault.conflict("Athlete", "password", "changed meanwhile") }
            try await sessions.endAll(of: principal.athlete, but: principal.session, in: transaction)
        }
    }
}
