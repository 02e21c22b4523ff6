import Crypto
import FoundationEssentials
package import Kernel
import Postgres

/// What can be done with applications: to register, to recognise, to remove. Confined to its loop.
package final class ApplicationService {
    private static let secretBytes = 20
    private static let maximumIDAttempts = 10

    private let platform: Platform
    private let store: ApplicationStore
    private let grants: GrantService

    init(platform: Platform, store: ApplicationStore, grants: GrantService) {
        self.platform = platform
        self.store = store
        self.grants = grants
    }

    /// Registers an application, and returns the secret, which nobody can read again. Throws a fault for a
    /// field that makes no sense, and when the athlete has too many.
    package func register(_ fields: RequestFields, by owner: AthleteID) async throws -> (
        Application, secret: String
    ) {
        guard try await store.applications(of: owner).count < Application.maximumCount else {
            throw Fault.invalid("Application", "count", "exceeded")
        }
        var application = try ApplicationService.application(fields, by: owner, at: platform.clock.now)
        let secret = ApplicationService.makeSecret()
        for _ in 0..<ApplicationService.maximumIDAttempts {
            application.id = ID(Int64.random(in: Application.idRange))
            if try await store.insert(application, secretHash: SHA256.digest(of: secret)) {
                return (application, secret)
            }
        }
        throw Fault(.unavailable(retryAfterSeconds: 1), "Service Unavailable")
    }

    private static func makeSecret() -> String {
        Hex.encode(SecureRandom.bytes(count: secretBytes))
    }

    private static func application(
        _ fields: RequestFields, by owner: AthleteID, at now: Date
    ) throws(Fault) -> Application {
        let name = try fields.required("name", of: "Application").checked(
            "name", of: "Application", maximumLength: Application.maximumNameLength)
        guard !name.isEmpty else { throw .missing("Application", "name") }
        let description = try (fields["description"] ?? "").checked(
            "description", of: "Application", maximumLength: Application.maximumDescriptionLength,
            allowsLines: true)
        return Application(
            id: ID(0), owner: owner, name: name, description: description,
            website: try website(fields["website"]),
            callbackDomain: try CallbackDomain(fields["callback_domain"]).text, isActive: true,
            createdAt: now,
            updatedAt: now)
    }

    private static func website(_ typed: String?) throws(Fault) -> String? {
        guard let typed, !typed.isEmpty else { return nil }
        let text = try typed.checked(
            "website", of: "Application", maximumLength: Application.maximumWebsiteLength)
        guard let uri = RedirectURI(text), uri.scheme == "https" || uri.scheme == "http" else {
            throw .invalid("Application", "website")
        }
        return text
    }

    /// An athlete's applications.
    package func applications(of owner: AthleteID) async throws -> [Application] {
        try await store.applications(of: owner)
    }

    /// One of an athlete's applications; throws 404.
    package func application(_ id: ApplicationID, of owner: AthleteID) async throws -> Application {
        guard let application = try await store.application(id), application.owner == owner else {
            throw Fault.notFound("Application")
        }
        return application
    }

    /// Puts another secret in the place of one that may have become known; throws 404.
    package func renewSecret(of id: ApplicationID, owner: AthleteID) async throws -> (
        Application, secret: String
    ) {
        let secret = ApplicationService.makeSecret()
        let hash = SHA256.digest(of: secret)
        guard try await store.setSecret(hash, of: id, owner: owner, at: platform.clock.now) else {
            throw Fault.notFound("Application")
        }
        return (try await application(id, of: owner), secret)
    }

    /// Removes an application with all that athletes granted it; throws 404.
    package func delete(_ id: ApplicationID, owner: AthleteID) async throws {
        guard try await store.delete(id, owner: owner) else { throw Fault.notFound("Application") }
        try await grants.revokeAll(of: id)
    }

    // MARK: recognising

    /// The application that an authorization request names; throws v3's fault.
    package func application(clientID: String?) async throws -> Application {
        let refusal = Fault.invalid("Application", "client_id")
        guard let number = clientID.flatMap({ Int64($0) }),
            let found = try await store.application(ID(number))
        else {
            throw refusal
        }
        guard found.isActive else { throw ApplicationService.inactive }
        return found
    }

    /// The application whose id and secret these are; throws v3's faults.
    package func authenticate(clientID: String?, secret: String?) async throws -> Application {
        guard let number = clientID.flatMap({ Int64($0) }),
            let known = try await store.credentials(ID(number))
        else {
            throw Fault.invalid("Application", "client_id")
        }
        guard let secret, SHA256.digest(of: secret) == known.secretHash else {
            throw Fault.unauthorized("Application", "client_secret")
        }
        guard known.application.isActive else { throw ApplicationService.inactive }
        return known.application
    }

    private static let inactive = Fault(
        .forbidden, "Forbidden", [.init(resource: "Application", field: "Status", code: "Inactive")])
}
