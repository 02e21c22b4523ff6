import FoundationEssentials
import Kernel
import Postgres
import Telemetry

/// The OAuth2 server's use cases (RFC 6749, as v3 speaks it): codes for consent, tokens for codes. Confined
/// to its loop.
final class AuthorizationService {
    static let codeLifetimeSeconds = 300.0

    private let platform: Platform
    private let codes: CodeStore
    private let grantStore: GrantStore
    private let grants: GrantService
    private let sessions: SessionService
    private let athletes: AthleteService

    init(
        platform: Platform, codes: CodeStore, grantStore: GrantStore, grants: GrantService,
        sessions: SessionService,
        athletes: AthleteService
    ) {
        self.platform = platform
        self.codes = codes
        self.grantStore = grantStore
        self.grants = grants
        self.sessions = sessions
        self.athletes = athletes
    }

    // MARK: consent

    /// Whether the athlete has granted all that is asked for before, and needn't be asked again.
    func isGranted(_ request: AuthorizationRequest, by athlete: AthleteID) async throws -> Bool {
        guard !request.mustAsk, let grant = try await grants.grant(athlete, request.application.id) else {
            return false
        }
        return request.scopes.isSubset(of: grant.scopes)
    }

    /// Notes the consent, and returns where the browser goes with the code.
    func authorize(
        _ request: AuthorizationRequest, scopes: Scopes, by athlete: AthleteID, isNew: Bool
    ) async throws -> String {
        let now = platform.clock.now
        let row: ID<AuthorizationRequest> = platform.ids.next()
        let code = OpaqueToken(athlete: athlete, row: row.rawValue)
        try await platform.database.transaction { transaction in
            if isNew {
                try await grantStore.put(
                    scopes, of: athlete, request.application.id, at: now, in: transaction)
            }
            try await codes.insert(
                code, for: request, scopes: scopes, at: now,
                expiresAt: now.addingTimeInterval(AuthorizationService.codeLifetimeSeconds), in: transaction)
        }
        return request.redirect(code: code.text, scopes: scopes)
    }

    // MARK: tokens

    /// What came of a code.
    private enum Exchange {
        case granted(TokenGrant)
        case refused
        /// The code had been used before: what came of it then has to end (RFC 6749, 4.1.2).
        case replayed(SessionID)
    }

    /// Exchanges a code for tokens, once. Throws v3's fault for a code that isn't good, of another
    /// application, or whose verifier or address differs.
    func exchange(
        _ text: String?, application: Application, redirectURI: String?, verifier: String?
    ) async throws -> TokenGrant {
        let refusal = Fault.invalid("AuthorizationCode", "code")
        guard let code = text.flatMap({ OpaqueToken($0) }) else { throw refusal }
        let outcome = try await platform.database.transaction { transaction in
            try await redeem(code, application, redirectURI: redirectURI, verifier: verifier, in: transaction)
        }
        switch outcome {
        case .granted(var grant):
            grant.athlete = try await athletes.summary(of: code.athlete)
            return grant
        case .refused:
            throw refusal
        case .replayed(let session):
            platform.log.warning("oauth.code_replayed", ["application_id": .init(application.id.rawValue)])
            try await sessions.end([session], of: code.athlete)
            throw refusal
        }
    }

    private func redeem(
        _ code: OpaqueToken, _ application: Application, redirectURI: String?, verifier: String?,
        in transaction: Transaction
    ) async throws -> Exchange {
        let now = platform.clock.now
        guard
            let redeemed = try await codes.redeem(code, application: application.id, at: now, in: transaction)
        else {
            return try await codes.session(of: code, in: transaction).map { .replayed($0) } ?? .refused
        }
        // Clients of v3 don't repeat the address; one who does has to repeat the right one.
        if let redirectURI, redirectURI != redeemed.redirectURI { return .refused }
        if let text = redeemed.challenge {
            guard let challenge = CodeChallenge(text), challenge.isMet(by: verifier) else { return .refused }
        } else if verifier != nil {
            return .refused
        }
        let beginning = SessionService.Beginning(
            .grant, of: code.athlete, application: application.id, scopes: redeemed.scopes,
            name: application.name)
        let grant = try await sessions.begin(beginning, in: transaction)
        try await codes.setSession(grant.session.id, of: code, in: transaction)
        return .granted(grant)
    }

    /// Exchanges a refresh token of an application for new tokens.
    func refresh(_ text: String?, application: Application) async throws -> TokenGrant {
        try await sessions.refresh(text ?? "", application: application.id)
    }

    /// Takes back what an athlete allowed the application that asks; a token of another kind ends by itself.
    func deauthorize(_ principal: Principal) async throws {
        guard let application = principal.application else {
            return try await sessions.end([principal.session], of: principal.athlete)
        }
        try await grants.revoke(application, of: principal.athlete)
    }
}
