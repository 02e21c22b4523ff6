import TestWorld

/// One row of the authorisation matrix: an operation on a subject, and what each viewer is answered.
///
/// A domain's rows stand in a file of their own beside this one, so that a new route needs one line there. An
/// operation may have several rows, one for each kind of subject.
struct AuthorizationRow: Sendable, CustomStringConvertible {
    var operationID: String
    var subject: Subject
    var query: String
    /// Sent as JSON; `{email}` and `{password}` are the viewer's own, `{subject}` is the subject.
    var fields: [String: String]
    var expected: Verdicts

    /// A row: `row("getActivityById", of: .activity("only_me"), "401 404 404 200")`.
    init(
        _ operationID: String, of subject: Subject = .none, _ expected: Verdicts, query: String = "",
        sending fields: [String: String] = [:]
    ) {
        self.operationID = operationID
        self.subject = subject
        self.query = query
        self.fields = fields
        self.expected = expected
    }

    var description: String {
        subject.name.isEmpty ? operationID : "\(operationID) of \(subject.name)"
    }
}

/// Who asks, from far to near. The owner comes last, since what the owner does may end the subject.
enum Viewer: CaseIterable {
    case anonymous
    case stranger
    case follower
    case owner
}

/// The status for each viewer, in the order of `Viewer`: `"401 404 200 200"`.
struct Verdicts: ExpressibleByStringLiteral, Sendable {
    let statuses: [Int]

    init(stringLiteral text: String) {
        statuses = text.split(separator: " ").compactMap { Int($0) }
        precondition(statuses.count == Viewer.allCases.count, "a status for each viewer: \(text)")
    }
}

/// What a row's `{id}` stands for: made anew for each row, so that rows don't depend on one another.
struct Subject: Sendable {
    let name: String
    /// Makes it, and returns its id; several, separated by `/`, where a path has several places.
    let make: @Sendable (Cast) async throws -> String

    /// For paths without a place.
    static let none = Subject(name: "") { _ in "" }
    /// The owner as an athlete.
    static let owner = Subject(name: "the owner") { "\($0.owner.id)" }
    /// An athlete who takes no part.
    static let bystander = Subject(name: "a bystander") { "\($0.bystander.id)" }
    /// What nobody has made.
    static let nothing = Subject(name: "nothing") { _ in "1" }
}

/// The athletes of a world in which a domain's rows are tried.
struct Cast: Sendable {
    let world: TestWorld
    let owner: TestAthlete
    let follower: TestAthlete
    let stranger: TestAthlete
    let bystander: TestAthlete

    init(_ world: TestWorld) async throws {
        self.world = world
        owner = try await world.register("Olga")
        follower = try await world.register("Finn")
        stranger = try await world.register("Sven")
        bystander = try await world.register("Bela")
        let followed = try await follower.client.send("PUT", "/api/v3/athletes/\(owner.id)/follow")
        guard followed.status == 200 else { throw UnexpectedAnswer(answer: followed) }
    }

    /// Who the viewer is; nil for nobody.
    func athlete(_ viewer: Viewer) -> TestAthlete? {
        switch viewer {
        case .anonymous: nil
        case .stranger: stranger
        case .follower: follower
        case .owner: owner
        }
    }

    /// A client of the viewer's, with a session of its own: some rows end it.
    func client(_ viewer: Viewer) async throws -> TestClient {
        guard let athlete = athlete(viewer) else { return world.client }
        return try await world.logIn(athlete.email, athlete.password)
    }

    /// Does as the owner what makes a subject, and returns the member of the answer that names it.
    func made(
        _ method: String, _ path: String, _ fields: [String: String], id: String = "id"
    ) async throws -> String {
        let answer = try await client(.owner).send(method, path, json: fields)
        guard let id = try answer.json()[id].integer else { throw UnexpectedAnswer(answer: answer) }
        return "\(id)"
    }
}
