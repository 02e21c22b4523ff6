package import Kernel

/// Access tokens that athletes make by hand, for their own scripts. A session each, so that they are listed
/// and ended as sessions are. Confined to its loop.
package final class PersonalTokenService {
    /// Days that a token may live.
    package static let lifetimeDays: ClosedRange<Int64> = 1...365

    private let sessions: SessionService

    init(sessions: SessionService) {
        self.sessions = sessions
    }

    /// Makes a token; throws a fault for scopes that tokens can't have, and when the athlete has too many.
    package func create(
        for athlete: AthleteID, scopes: Scopes, name: String, lifetimeDays: Int64 = 365
    ) async throws -> TokenGrant {
        guard !scopes.isEmpty, scopes.isSubset(of: .grantable) else {
            throw Fault.invalid("AccessToken", "scopes")
        }
        guard PersonalTokenService.lifetimeDays.contains(lifetimeDays) else {
            throw Fault.invalid("AccessToken", "expires_in_days")
        }
        let name = try name.checked("name", of: "AccessToken", maximumLength: Session.maximumNameLength)
        guard !name.isEmpty else { throw Fault.missing("AccessToken", "name") }
        guard try await tokens(of: athlete).count < Session.maximumCount else {
            throw Fault.invalid("AccessToken", "count", "exceeded")
        }
        return try await sessions.begin(
            .init(
                .personal, of: athlete, scopes: scopes.withImplied, name: name,
                lifetimeSeconds: lifetimeDays * 86_400))
    }

    /// An athlete's tokens that are good.
    package func tokens(of athlete: AthleteID) async throws -> [Session] {
        try await sessions.sessions(of: athlete).filter { $0.kind == .personal }
    }

    /// Ends a token; throws 404 where there is none.
    package func revoke(_ id: SessionID, of athlete: AthleteID) async throws {
        guard try await tokens(of: athlete).contains(where: { $0.id == id }) else {
            throw Fault.notFound("AccessToken")
        }
        try await sessions.end([id], of: athlete)
    }
}
