import Geo
import TestWorld
import Testing

/// Asks every route that can be read, as every kind of viewer, and looks for hidden places in the raw
/// answers: a new route that lets geometry out beside the masker fails here without anybody having to
/// think of it.
@Suite(.enabled(if: TestWorld.isAvailable, "DATABASE_URL isn't set: run make test"))
struct HiddenGeometryTests {
    /// Who asks, and how the question is extended.
    private struct Reader {
        let name: String
        let client: TestClient
        var query = ""
    }

    private static let hidden = HiddenPlaces(home: RideFromHome.home, radiusMeters: 300)
    /// What may be shown begins somewhere within; that it is shown proves that the test can see.
    private static let shown = HiddenPlaces(
        home: RideFromHome.home, radiusMeters: RideFromHome.reachMeters + 10)

    @Test(arguments: ["zone", "ends"])
    func `no route shows others a place that is hidden`(hiding: String) async throws {
        try await TestWorld.run { world in
            let cast = try await Cast(world)
            // Hidden ends don't hide a place that is passed in between: there the way goes on both ways.
            let activity = try await cast.publishRide(passingHome: hiding == "zone")
            try await cast.hide(hiding)
            var seen: [String: Set<String>] = [:]
            for reader in try await readers(cast) {
                for (name, path) in try await paths(of: activity, cast) {
                    if !reader.query.isEmpty, try await !isPreviewed(path, cast) { continue }
                    let answer = try await reader.client.get(path + reader.query)
                    let leaked = Self.hidden.places(in: answer)
                    #expect(leaked.isEmpty, "\(name) shows \(leaked.first as Any) to \(reader.name): \(path)")
                    if !Self.shown.places(in: answer).isEmpty { seen[reader.name, default: []].insert(name) }
                }
            }
            #expect(seen["nobody"] == nil)
            let shared = [
                "getActivityById", "getActivityStreams", "exportActivityGPX", "exportActivityTCX",
                "exportActivityFIT",
            ]
            #expect(seen["a stranger"]?.isSuperset(of: shared) == true)
            #expect(seen["a follower"]?.contains("getFeed") == true)
            let own = seen["the owner with activity:read"]
            #expect(own?.contains("getLoggedInAthleteActivities") == true)
        }
    }

    @Test func `owners find all of it where they are let in`() async throws {
        try await TestWorld.run { world in
            let cast = try await Cast(world)
            let activity = try await cast.publishRide(passingHome: true)
            try await cast.hide("zone")
            for path in ["", "/streams"] {
                let answer = try await cast.owner.client.get("/api/v3/activities/\(activity)\(path)")
                #expect(!Self.hidden.places(in: answer).isEmpty, "\(path)")
            }
        }
    }

    /// Whether a route understands `view_as`; the others show owners what is theirs.
    private func isPreviewed(_ path: String, _ cast: Cast) async throws -> Bool {
        try await cast.owner.client.get(path + "?view_as=nonsense").text.contains("view_as")
    }

    private func readers(_ cast: Cast) async throws -> [Reader] {
        let narrow = try await cast.owner.client.send(
            "POST", "/api/v3/tokens", json: ["name": "narrow", "scopes": "read,activity:read,activity:write"])
        let owner = cast.owner.client
        return [
            Reader(name: "nobody", client: cast.world.client),
            Reader(name: "a stranger", client: cast.stranger.client),
            Reader(name: "a follower", client: cast.follower.client),
            Reader(
                name: "the owner with activity:read",
                client: owner.with(token: try narrow.json()["token"].string)),
            Reader(name: "the owner as the public", client: owner, query: "?view_as=public"),
            Reader(name: "the owner as a follower", client: owner, query: "?view_as=follower"),
            Reader(name: "the owner as a stranger", client: owner, query: "?view_as=\(cast.stranger.id)"),
        ]
    }

    /// Every route that is read, of the activity and of its owner.
    private func paths(of activity: Int64, _ cast: Cast) async throws -> [(name: String, path: String)] {
        try await LiveRoute.all(of: cast.world).filter { $0.method == "GET" }.flatMap { route in
            [activity, cast.owner.id].map { (route.operationID, route.path(of: "\($0)")) }
        }
    }
}

extension Cast {
    /// Uploads the ride from home, and waits until the follower's feed has it.
    fileprivate func publishRide(passingHome: Bool) async throws -> Int64 {
        let sent = try await owner.client.upload(
            "/api/v3/uploads", file: RideFromHome.gpx(passingHome: passingHome), fields: ["data_type": "gpx"])
        guard let upload = try sent.json()["id"].integer else { throw UnexpectedAnswer(answer: sent) }
        let activity = try await eventually {
            try await owner.client.get("/api/v3/uploads/\(upload)").json()["activity_id"].integer
        }
        _ = try await eventually {
            try await follower.client.get("/api/v3/feed").json().array.first
        }
        return activity
    }

    /// Hides the home, as an address or as the end of tracks.
    fileprivate func hide(_ what: String) async throws {
        let home = RideFromHome.home
        let answer =
            what == "zone"
            ? try await owner.client.send(
                "POST", "/api/v3/athlete/privacy_zones",
                json: ["latitude": home.latitude, "longitude": home.longitude, "radius_meters": 300])
            : try await owner.client.send(
                "PUT", "/api/v3/athlete/privacy",
                json: ["hidden_start_meters": 300, "hidden_end_meters": 300])
        guard answer.status < 300 else { throw UnexpectedAnswer(answer: answer) }
    }
}
