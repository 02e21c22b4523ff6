import Admission
import Crypto
import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// What is done by a link in a mail: confirming an address, setting a new password. Confined to its loop.
package final class MailLinkService {
    private let platform: Platform
    private let store: MailLinkStore
    private let athletes: AthleteStore
    private let sessions: SessionService
    private let passwords: PasswordHasher
    private let mailer: any Mailer
    private let attempts: AttemptLimiter
    private let configuration: AccountsConfiguration

    init(
        platform: Platform, store: MailLinkStore, athletes: AthleteStore, sessions: SessionService,
        passwords: PasswordHasher, mailer: any Mailer, attempts: AttemptLimiter,
        configuration: AccountsConfiguration
    ) {
        self.platform = platform
        self.store = store
        self.athletes = athletes
        self.sessions = sessions
        self.passwords = passwords
        self.mailer = mailer
        self.attempts = attempts
        self.configuration = configuration
    }

    private static let badLink = Fault.invalid("MailLink", "token")

    // MARK: sending

    /// Sends an athlete the link that confirms their address, unless they have done so.
    func sendConfirmation(to id: AthleteID) async throws {
        guard let athlete = try await athletes.athlete(id), !athlete.isEmailConfirmed else { return }
        try await send(.confirm, to: athlete)
    }

    private func send(_ purpose: MailLink.Purpose, to athlete: Athlete) async throws {
        let row: ID<MailLink> = platform.ids.next()
        let link = OpaqueToken(athlete: athlete.id, row: row.rawValue)
        try await store.insert(
            link, purpose, address: athlete.email, at: platform.clock.now, in: platform.database)
        let url = "\(configuration.publicURL)\(purpose.path)?token=\(link.text)"
        try await mailer.send(
            purpose.mail(to: athlete.email, firstname: athlete.profile.firstname, url: url))
    }

    // MARK: confirming an address

    /// Asks for another confirmation mail. Throws 429 after too many.
    package func requestConfirmation(for id: AthleteID) async throws {
        try await attempts.attempt("mail", "athlete \(id)", limit: MailLink.maximumRequests)
        try await platform.database.transaction { transaction in
            try await platform.outbox.enqueue(SendConfirmation(athleteID: id.rawValue), in: transaction)
        }
    }

    /// Whether a link is good, without using it up; for pages.
    func isGood(_ text: String?, _ purpose: MailLink.Purpose) async throws -> Bool {
        guard let link = text.flatMap({ OpaqueToken($0) }) else { return false }
        return try await store.isGood(link, purpose, at: platform.clock.now)
    }

    /// Confirms the address that a link was mailed to. Throws 400 for a link that isn't good.
    package func confirm(_ text: String?) async throws {
        guard let link = text.flatMap({ OpaqueToken($0) }) else { throw MailLinkService.badLink }
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            guard let address = try await store.use(link, .confirm, at: now, in: transaction) else {
                throw MailLinkService.badLink
            }
            try await athletes.confirmEmail(address, of: link.athlete, at: now, in: transaction)
        }
    }

    // MARK: setting a new password

    /// Asks for a link that sets a new password. Costs and answers the same whether anybody has the address
    /// or not: the request is only stored, a job looks who it is. Throws 429 after too many.
    package func requestReset(email typed: String?, remoteAddress: String) async throws {
        let email = try EmailAddress(typed)
        try await attempts.attempt(
            "password reset", "address \(remoteAddress)", limit: configuration.maximumResetsPerAddress)
        let account = "account \(SHA256.digest(of: email.folded).hex.prefix(32))"
        try await attempts.attempt("password reset", account, limit: MailLink.maximumRequests)
        let id: ID<MailLink> = platform.ids.next()
        try await platform.database.transaction { transaction in
            try await store.insertRequest(
                id.rawValue, address: email.folded, at: platform.clock.now, in: transaction)
            try await platform.outbox.enqueue(AnswerResetRequest(requestID: id.rawValue), in: transaction)
        }
    }

    /// Sends the link, if there is somebody to send it to.
    func answerResetRequest(_ id: Int64) async throws {
        guard let address = try await store.address(ofRequest: id) else { return }
        if let athlete = try await athletes.athleteID(byEmail: address) {
            if let athlete = try await athletes.athlete(athlete) { try await send(.reset, to: athlete) }
        }
        try await store.deleteRequest(id)
    }

    /// Sets a new password by a link, and ends all sessions. Throws 400 for a link that isn't good.
    package func reset(_ text: String?, to password: Password) async throws {
        guard let link = text.flatMap({ OpaqueToken($0) }), try await isGood(text, .reset) else {
            throw MailLinkService.badLink
        }
        let hash = try await passwords.hash(password.text)
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            guard let address = try await store.use(link, .reset, at: now, in: transaction) else {
                throw MailLinkService.badLink
            }
            try await athletes.setPasswordHash(hash, of: link.athlete, in: transaction)
            // Who has read the mail has shown whose address it is.
            try await athletes.confirmEmail(address, of: link.athlete, at: now, in: transaction)
            try await sessions.endAll(of: link.athlete, in: transaction)
        }
    }

    /// Removes what nobody can use any more.
    func deleteExpired(before moment: Date) async throws -> Int {
        try await store.deleteExpired(before: moment)
    }
}
