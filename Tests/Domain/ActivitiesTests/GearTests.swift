import TestWorld
import Testing

@testable import Activities

struct GearValueTests {
    @Test(arguments: ["b1", "g12", "b9007199254740991"]) func `an id is a letter and a number`(text: String) {
        #expect(GearID(rawValue: text)?.rawValue == text)
    }

    @Test(arguments: ["", "b", "x1", "b0", "b01", "b-1", "b+1", "1", "b1x", "b9007199254740992", "B1", "b 1"])
    func `everything else is none`(text: String) {
        #expect(GearID(rawValue: text) == nil)
    }
}

extension TestAthlete {
    /// Adds gear, and returns what was answered.
    fileprivate func gear(_ fields: [String: Any]) async throws -> JSONValue {
        let answer = try await client.send("POST", "/api/v3/athlete/gear", json: fields)
        guard answer.status == 201 else { throw UnexpectedAnswer(answer: answer) }
        return try answer.json()
    }

    /// Enters a ride of some kilometres on a day of May, and returns what was answered.
    fileprivate func ride(_ kilometers: Double, day: Int = 1, sport: String = "Ride") async throws
        -> JSONValue
    {
        let answer = try await client.send(
            "POST", "/api/v3/activities",
            json: [
                "name": "Out", "sport_type": sport, "start_date_local": "2026-05-0\(day)T07:30:00Z",
                "elapsed_time": 3600, "distance": kilometers * 1000,
            ])
        guard answer.status == 201 else { throw UnexpectedAnswer(answer: answer) }
        return try answer.json()
    }

    fileprivate func distance(of gear: String) async throws -> Double? {
        try await client.get("/api/v3/gear/\(gear)").json()["distance"].double
    }
}

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct GearTests {
    @Test func `gear is made, shown in the profile, changed, retired and deleted`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bike = try await ada.gear([
                "type": "bike", "name": "Canyon", "frame_type": 3, "weight": 7.8, "primary": true,
                "initial_distance": 1000,
            ])
            let id = try #require(bike["id"].string)
            #expect(id.hasPrefix("b"))
            #expect(bike["resource_state"].integer == 3)
            #expect(bike["distance"].double == 1000)
            #expect(bike["default_sport_types"].array.compactMap(\.string) == ["Ride"])
            let shoes = try await ada.gear(["type": "shoes", "name": "Pegasus"])
            #expect(shoes["id"].string?.hasPrefix("g") == true)
            let profile = try await ada.client.get("/api/v3/athlete").json()
            #expect(profile["bikes"][0]["id"].string == id)
            #expect(profile["bikes"][0]["primary"].bool == true)
            #expect(profile["shoes"][0]["name"].string == "Pegasus")
            let retired = try await ada.client.send(
                "PUT", "/api/v3/gear/\(id)", json: ["retired": true, "brand_name": "Canyon"])
            #expect(try retired.json()["retired"].bool == true)
            #expect(try retired.json()["brand_name"].string == "Canyon")
            #expect(try retired.json()["default_sport_types"].array.isEmpty, "what is retired is no default")
            let list = try await ada.client.get("/api/v3/athlete/gear").json().array
            #expect(list.compactMap { $0["name"].string } == ["Pegasus", "Canyon"])
            #expect(try await ada.client.send("DELETE", "/api/v3/gear/\(id)").status == 204)
            #expect(try await ada.client.get("/api/v3/gear/\(id)").status == 404)
        }
    }

    @Test func `a distance is always the sum of the activities, whatever happens to them`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let one = try #require(
                try await ada.gear(["type": "bike", "name": "One", "primary": true])["id"].string)
            let two = try #require(try await ada.gear(["type": "bike", "name": "Two"])["id"].string)
            let first = try await ada.ride(30)
            #expect(first["gear_id"].string == one, "the default of the sport")
            #expect(first["gear"]["name"].string == "One")
            let second = try await ada.ride(20, day: 2)
            #expect(try await ada.ride(5, sport: "Run")["gear_id"].isNull)
            #expect(try await ada.distance(of: one) == 50_000)
            let path = "/api/v3/activities/\(second["id"].integer ?? 0)"
            let moved = try await ada.client.send("PUT", path, json: ["gear_id": two]).json()
            #expect(moved["gear"]["id"].string == two)
            #expect(try await ada.distance(of: one) == 30_000)
            #expect(try await ada.distance(of: two) == 20_000)
            let listed = try await ada.client.get("/api/v3/athlete/activities").json().array
            #expect(listed.compactMap { $0["gear_id"].string } == [two, one])
            #expect(try await ada.client.send("PUT", path, json: ["gear_id": "none"]).json()["gear"].isNull)
            #expect(try await ada.distance(of: two) == 0)
            _ = try await ada.client.send("DELETE", "/api/v3/activities/\(first["id"].integer ?? 0)")
            #expect(try await ada.distance(of: one) == 0)
            let third = try await ada.ride(10, day: 3)
            #expect(try await ada.client.send("DELETE", "/api/v3/gear/\(one)").status == 204)
            let orphan = try await ada.client.get("/api/v3/activities/\(third["id"].integer ?? 0)").json()
            #expect(orphan["gear_id"].isNull)
            #expect(orphan["distance"].double == 10_000)
        }
    }

    @Test func `an upload gets the default gear of its sport`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bike = try await ada.gear([
                "type": "bike", "name": "Gravel", "default_sport_types": ["Ride", "GravelRide"],
            ])
            let id = try await ada.uploadRide()
            let activity = try await ada.client.get("/api/v3/activities/\(id)").json()
            #expect(activity["gear_id"].string == bike["id"].string)
            #expect(try await ada.distance(of: bike["id"].string ?? "") == activity["distance"].double)
        }
    }

    @Test func `a part goes what its gear goes while it is in`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try #require(
                try await ada.gear(["type": "bike", "name": "One", "primary": true])["id"].string)
            for day in 1...4 { _ = try await ada.ride(10, day: day) }
            let added = try await ada.client.send(
                "POST", "/api/v3/gear/\(id)/components",
                json: ["type": "chain", "installed_at": "2026-05-02T00:00:00Z", "initial_distance": 500])
            #expect(added.status == 201, "\(added.text)")
            let chain = try added.json()["components"][0]
            #expect(chain["name"].string == "chain")
            #expect(chain["distance"].double == 30_500)
            let path = "/api/v3/gear/\(id)/components/\(chain["id"].integer ?? 0)"
            let removed = try await ada.client.send(
                "PUT", path, json: ["removed_at": "2026-05-03T02:00:00+02:00"])
            #expect(try removed.json()["components"][0]["distance"].double == 10_500)
            #expect(try removed.json()["components"][0]["removed_at"].string == "2026-05-03T00:00:00Z")
            let wrong = try await ada.client.send(
                "PUT", path, json: ["removed_at": "2026-05-01T00:00:00Z"])
            #expect(wrong.status == 400)
            #expect(try await ada.client.send("DELETE", path).status == 204)
            #expect(try await ada.client.send("DELETE", path).status == 404)
        }
    }

    @Test func `wear is told once for each wear distance`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bike = try await ada.gear([
                "type": "bike", "name": "One", "primary": true, "alert_distance": 25_000,
            ])
            let id = try #require(bike["id"].string)
            _ = try await ada.client.send(
                "POST", "/api/v3/gear/\(id)/components",
                json: [
                    "type": "tyre", "alert_distance": 15_000,
                    "installed_at": "2026-01-01T00:00:00Z",
                ])
            let worn = { try world.database.sql("select count(*) from jobs.event where kind = 'gear.worn'") }
            for day in 1...4 { _ = try await ada.ride(10, day: day) }
            _ = try await eventually { try worn() == "2" ? true : nil }
            let told = {
                try await ada.client.get("/api/v3/notifications").json()["notifications"].array
                    .filter { $0["type"].string == "gear.worn" && $0["object"]["id"].string == id }
                    .compactMap { $0["detail"].string }
            }
            let details = try await eventually { try await told().count == 2 ? told() : nil }
            #expect(
                details.contains { $0.hasPrefix("One: ") } && details.contains { $0.hasPrefix("One, tyre: ") }
            )
            let gear = try await ada.client.get("/api/v3/gear/\(id)").json()
            #expect(gear["worn"].bool == true)
            #expect(gear["components"][0]["worn"].bool == true)
            _ = try await ada.client.send("PUT", "/api/v3/gear/\(id)", json: ["alert_distance": 30_000])
            #expect(try worn() == "3", "a new distance that has been passed is told at once")
            _ = try await ada.client.send("PUT", "/api/v3/gear/\(id)", json: ["name": "Two"])
            #expect(try worn() == "3")
        }
    }

    @Test func `of others' gear the name can be seen, and nothing can be done with it`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try #require(
                try await ada.gear(["type": "bike", "name": "One", "primary": true])["id"].string)
            let ride = try await ada.ride(10)
            let seen = try await bob.client.get("/api/v3/gear/\(id)").json()
            #expect(seen.keys == ["id", "resource_state", "name"])
            let activity = try await bob.client.get("/api/v3/activities/\(ride["id"].integer ?? 0)").json()
            #expect(activity["gear_id"].isNull)
            #expect(try await bob.client.send("PUT", "/api/v3/gear/\(id)", json: ["name": "X"]).status == 403)
            #expect(try await bob.client.send("DELETE", "/api/v3/gear/\(id)").status == 403)
            let components = "/api/v3/gear/\(id)/components"
            #expect(try await bob.client.send("POST", components, json: ["type": "chain"]).status == 403)
            #expect(try await bob.client.send("DELETE", components + "/1").status == 403)
            let own = try await bob.ride(1)
            let stolen = try await bob.client.send(
                "PUT", "/api/v3/activities/\(own["id"].integer ?? 0)", json: ["gear_id": id])
            #expect(stolen.status == 400)
            #expect(try stolen.json()["errors"][0]["field"].string == "gear_id")
            #expect(try await world.client.get("/api/v3/gear/\(id)").status == 401)
        }
    }

    @Test(arguments: [
        ("{}", "type"), (#"{"type":"car","name":"X"}"#, "type"), (#"{"type":"bike"}"#, "name"),
        (#"{"type":"bike","name":" "}"#, "name"),
        (#"{"type":"shoes","name":"X","frame_type":3}"#, "frame_type"),
        (#"{"type":"bike","name":"X","frame_type":9}"#, "frame_type"),
        (#"{"type":"bike","name":"X","alert_distance":-1}"#, "alert_distance"),
        (#"{"type":"bike","name":"X","default_sport_types":["Napping"]}"#, "default_sport_types"),
        (#"{"type":"bike","name":"X","retired":"maybe"}"#, "retired"),
    ])
    func `what makes no gear is refused, with the field`(body: String, field: String) async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let answer = try await ada.client.send(
                "POST", "/api/v3/athlete/gear", body: Array(body.utf8),
                headers: ["Content-Type": "application/json"])
            #expect(answer.status == 400)
            #expect(try answer.json()["errors"][0]["field"].string == field)
            #expect(try world.database.sql("select count(*) from activities.gear") == "0")
        }
    }
}
