import Admission
import HTTP
import JSON
import Kernel

/// Registering, and profiles, over HTTP.
struct AthleteRoutes {
    let athletes: AthleteService
    let attempts: AttemptLimiter
    let maximumRegistrationsPerAddress: Int

    var routes: [Route] {
        [
            Route(.post, "/api/v3/athletes", "registerAthlete", .anyone, handler: register),
            Route(
                .get, "/api/v3/athlete", "getLoggedInAthlete", .anyScope(of: [.read, .profileReadAll]),
                handler: own),
            Route(.put, "/api/v3/athlete", "updateLoggedInAthlete", .scope(.profileWrite), handler: update),
            Route(.get, "/api/v3/athletes/:id", "getAthleteById", .scope(.read), handler: other),
        ]
    }

    private func register(_ request: Request) async throws -> Response {
        try await attempts.attempt(
            "registration", "address \(request.remoteAddress)", limit: maximumRegistrationsPerAddress)
        let fields = try await RequestFields.read(request, from: .body)
        let email = try EmailAddress(fields["email"])
        let password = try Password(fields["password"])
        guard fields.contains("firstname") else { throw Fault.missing("Athlete", "firstname") }
        let profile = try ProfileChange(fields).applied(to: Athlete.Profile(firstname: ""))
        let athlete = try await athletes.register(email: email, password: password, profile: profile)
        return .json(
            detailed(athlete, FollowCounts(followers: 0, following: 0), OwnedGear()), status: .created)
    }

    private func own(_ request: Request) async throws -> Response {
        let principal = try request.principal
        let athlete = try await athletes.athlete(principal.athlete)
        guard principal.scopes.contains(.profileReadAll) else {
            return .json(summary(athlete.summary))
        }
        return try await detailed(athlete)
    }

    private func update(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request)
        let athlete = try await athletes.change(request.principal.athlete, ProfileChange(fields))
        return try await detailed(athlete)
    }

    private func other(_ request: Request) async throws -> Response {
        let id = try request.pathID(of: "Athlete", as: Subjects.Athlete.self)
        return .json(summary(try await athletes.summary(of: id)))
    }

    private func summary(_ athlete: AthleteSummary) -> [UInt8] {
        var json = JSONWriter()
        athlete.write(to: &json)
        return json.bytes
    }

    private func detailed(_ athlete: Athlete) async throws -> Response {
        let counts = try await athletes.followCounts(athlete.id)
        return .json(detailed(athlete, counts, try await athletes.gear(athlete.id)))
    }

    private func detailed(_ athlete: Athlete, _ counts: FollowCounts, _ gear: OwnedGear) -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        athlete.writeDetailed(to: &json, counts, gear)
        return json.bytes
    }
}
