import TestWorld
import Testing

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct PrivacyRoadTests {
    private static let settings = "/api/v3/athlete/privacy"
    private static let zones = "/api/v3/athlete/privacy_zones"
    /// Where `SampleGPX.ride` begins: 47° north. The area may reach 1.5 km to the north.
    private static let start: [String: Double] = ["latitude": 47, "longitude": 8.5, "radius_meters": 400]
    /// What the area holds, whatever the secret is.
    private static let firstShownLatitude = 47 + 400 / 111_195.0

    @Test func `settings begin open, are changed in part, and refuse what makes no sense`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let fresh = try await ada.client.get(Self.settings).json()
            #expect(fresh["default_visibility"].string == "everyone")
            #expect(fresh["hide_map"].bool == false)
            #expect(fresh["hidden_start_meters"].integer == 0)
            let change: [String: Any] = ["default_visibility": "followers_only", "hide_heartrate": true]
            #expect(try await ada.client.send("PUT", Self.settings, json: change).status == 200)
            let more = ["hidden_start_meters": 150.2]
            let changed = try await ada.client.send("PUT", Self.settings, json: more).json()
            #expect(changed["default_visibility"].string == "followers_only")
            #expect(changed["hide_heartrate"].bool == true)
            #expect(changed["hidden_start_meters"].integer == 151)
            for (field, value) in [
                ("default_visibility", "friends"), ("hide_map", "maybe"), ("hidden_end_meters", "1601"),
                ("hidden_start_meters", "-1"), ("hidden_start_meters", "nan"),
            ] {
                let wrong = try await ada.client.send("PUT", Self.settings, json: [field: value])
                #expect(wrong.status == 400, "\(field)")
                #expect(try wrong.json()["errors"][0]["field"].string == field)
            }
        }
    }

    @Test func `zones are made, moved and removed, and at most twenty`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            for (field, json): (String, [String: Double]) in [
                ("latitude", ["longitude": 8.5]), ("longitude", ["latitude": 47]),
                ("latitude", ["latitude": 91, "longitude": 8]),
                ("radius_meters", ["latitude": 47, "longitude": 8, "radius_meters": 199]),
                ("radius_meters", ["latitude": 47, "longitude": 8, "radius_meters": 1601]),
            ] {
                let wrong = try await ada.client.send("POST", Self.zones, json: json)
                #expect(wrong.status == 400)
                #expect(try wrong.json()["errors"][0]["field"].string == field)
            }
            let made = try await ada.client.send("POST", Self.zones, json: Self.start)
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(try made.json()["id"].integer)
            let moved = try await ada.client.send(
                "PUT", "\(Self.zones)/\(id)", json: ["name": "Home", "radius_meters": 800])
            #expect(try moved.json()["radius_meters"].integer == 800)
            #expect(try moved.json()["latitude"].double == 47)
            for _ in 2...20 {
                #expect(try await ada.client.send("POST", Self.zones, json: Self.start).status == 201)
            }
            #expect(try await ada.client.send("POST", Self.zones, json: Self.start).status == 409)
            #expect(try await ada.client.get(Self.zones).json().array.count == 20)
            #expect(try await ada.client.send("DELETE", "\(Self.zones)/\(id)").status == 204)
            #expect(try await ada.client.send("DELETE", "\(Self.zones)/\(id)").status == 404)
            #expect(try await ada.client.get(Self.zones).json().array.count == 19)
        }
    }

    @Test func `twenty at once are twenty, and not more`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let client = ada.client
            let statuses = try await withThrowingTaskGroup { group in
                for _ in 0..<30 {
                    group.addTask {
                        try await client.send(
                            "POST", Self.zones, json: ["latitude": 47, "longitude": 8]
                        ).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 20)
            #expect(statuses.filter { $0 == 409 }.count == 10)
        }
    }

    @Test func `new activities begin as the settings say, unless they say otherwise`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let change: [String: Any] = ["default_visibility": "followers_only", "hide_power": true]
            _ = try await ada.client.send("PUT", Self.settings, json: change)
            let uploaded = try await ada.client.get("/api/v3/activities/\(try await ada.uploadLongRide())")
                .json()
            #expect(uploaded["visibility"].string == "followers_only")
            #expect(uploaded["hide_power"].bool == true)
            let entry = [
                "name": "Yoga", "sport_type": "Yoga", "start_date_local": "2026-05-01T07:30:00",
                "elapsed_time": "60",
            ]
            let entered = try await ada.client.send("POST", "/api/v3/activities", json: entry).json()
            #expect(entered["visibility"].string == "followers_only")
            let open = entry.merging(["visibility": "everyone", "hide_power": "false"]) { $1 }
            let other = try await ada.client.send("POST", "/api/v3/activities", json: open).json()
            #expect(other["visibility"].string == "everyone")
            #expect(other["hide_power"].bool == false)
        }
    }

    @Test func `a zone hides the track from others at once, and shows it again when it is gone`() async throws
    {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            _ = try await bob.client.send("PUT", "/api/v3/athletes/\(ada.id)/follow")
            let id = try await ada.uploadLongRide()
            let whole = try await bob.client.get("/api/v3/activities/\(id)").json()
            #expect(try await bob.card(id)["distance"].double == whole["distance"].double)
            let stream = "/api/v3/activities/\(id)/streams?keys=time,distance,latlng&key_by_type=true"
            let tag = try await bob.client.get(stream).header("ETag")

            let made = try await ada.client.send("POST", Self.zones, json: Self.start)
            let masked = try await bob.client.get("/api/v3/activities/\(id)").json()
            let distance = try #require(masked["distance"].double)
            #expect(distance < (whole["distance"].double ?? 0) - 400)
            let starts = (whole["start_latlng"][0].double ?? 0, masked["start_latlng"][0].double ?? 0)
            #expect(starts.0 == 47 && starts.1 > Self.firstShownLatitude)
            #expect(masked["elapsed_time"].integer ?? 0 < whole["elapsed_time"].integer ?? 0)
            let card = try await bob.card(id)
            #expect(card["distance"].double == distance)
            #expect(card["start_latlng"][0].double == starts.1)
            let set = try await bob.client.get(stream)
            #expect(set.header("ETag") != tag)
            #expect(try set.json()["latlng"]["data"][0][0].double ?? 0 > Self.firstShownLatitude)
            #expect(try set.json()["distance"]["data"][0].double == 0)
            #expect(try set.json()["time"]["data"][0].integer == 0)
            #expect(try await ada.card(id)["start_latlng"][0].double == starts.0)

            let zone = try #require(try made.json()["id"].integer)
            _ = try await ada.client.send("DELETE", "\(Self.zones)/\(zone)")
            #expect(try await bob.card(id)["distance"].double == whole["distance"].double)
        }
    }

    @Test func `owners see what they hide only through a token for it, or as others do`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadLongRide()
            _ = try await ada.client.send("POST", Self.zones, json: Self.start)
            _ = try await ada.client.send(
                "PUT", "/api/v3/activities/\(id)", json: ["hide_heartrate": true])
            let path = "/api/v3/activities/\(id)"
            let whole = try await ada.client.get(path).json()
            #expect(whole["has_heartrate"].bool == true)
            let narrow = try await ada.narrow("activity:read")
            let cut = try await narrow.get(path).json()
            #expect(cut["distance"].double ?? 0 < whole["distance"].double ?? 0)
            #expect(cut["has_heartrate"].bool == true)
            #expect(cut["resource_state"].integer == 3)
            for viewer in ["public", "follower", "\(bob.id)"] {
                let preview = try await ada.client.get("\(path)?view_as=\(viewer)").json()
                #expect(preview["distance"].double == cut["distance"].double)
                #expect(preview["has_heartrate"].bool == false)
                #expect(preview["resource_state"].integer == 2)
                #expect(!preview.keys.contains("hide_heartrate"))
                let list = try await ada.client.get("/api/v3/athlete/activities?view_as=\(viewer)").json()
                #expect(list[0]["distance"].double == cut["distance"].double)
                let streams = try await ada.client.get("\(path)/streams?key_by_type=true&view_as=\(viewer)")
                    .json()
                #expect(!streams.keys.contains("heartrate"))
                #expect(streams["latlng"]["data"].array.count < 900)
                for format in ["gpx", "tcx", "fit"] {
                    let file = "\(path)/export_\(format)"
                    let preview = try await ada.client.get("\(file)?view_as=\(viewer)")
                    let others = try await bob.client.get(file)
                    #expect(preview.status == 200)
                    #expect(preview.body == others.body, "others get another \(format)")
                    #expect(try await ada.client.get(file).body.count > preview.body.count)
                }
            }
            #expect(
                try await ada.client.get("\(path)?view_as=\(ada.id)").json()["distance"].double
                    == whole["distance"].double)
            #expect(try await ada.client.get("\(path)?view_as=everyone").status == 400)
            #expect(try await bob.client.get("\(path)?view_as=public").status == 403)
            _ = try await ada.client.send("PUT", path, json: ["visibility": "followers_only"])
            #expect(try await ada.client.get("\(path)?view_as=public").status == 404)
            #expect(
                try await ada.client.get("/api/v3/athlete/activities?view_as=public").json().array.isEmpty)
            #expect(try await ada.client.get("\(path)?view_as=\(bob.id)").status == 404)
            _ = try await bob.client.send("PUT", "/api/v3/athletes/\(ada.id)/follow")
            #expect(try await ada.client.get("\(path)?view_as=\(bob.id)").status == 200)
        }
    }

    @Test func `a hidden map and a hidden start time leave the day and the distance`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadLongRide()
            _ = try await ada.client.send(
                "PUT", "/api/v3/activities/\(id)", json: ["hide_map": true, "hide_start_time": true])
            let shown = try await bob.client.get("/api/v3/activities/\(id)").json()
            #expect(shown["start_date_local"].string == "2026-05-02T00:00:00Z")
            #expect(shown["map"]["summary_polyline"].isNull)
            #expect(shown["start_latlng"].array.isEmpty)
            #expect(abs((shown["distance"].double ?? 0) - 8990) < 20)
            let streams = try await bob.client.get("/api/v3/activities/\(id)/streams?key_by_type=1").json()
            #expect(!streams.keys.contains("latlng"))
            #expect(streams.keys.contains("heartrate"))
        }
    }
}

extension TestAthlete {
    /// Uploads a ride of 9 km northwards.
    fileprivate func uploadLongRide() async throws -> Int64 {
        let sent = try await client.upload(
            "/api/v3/uploads", file: SampleGPX.ride(seconds: 900), fields: ["data_type": "gpx"])
        return try #require(try await finished(sent)["activity_id"].integer)
    }

    /// An activity as the athlete's feed has it.
    fileprivate func card(_ id: Int64) async throws -> JSONValue {
        let feed = try await eventually {
            let feed = try await client.get("/api/v3/feed").json()
            return feed.array.isEmpty ? nil : feed
        }
        return try #require(feed.array.first { $0["id"].integer == id })
    }

    /// A client with a token of these scopes alone.
    fileprivate func narrow(_ scopes: String) async throws -> TestClient {
        let made = try await client.send("POST", "/api/v3/tokens", json: ["name": scopes, "scopes": scopes])
        return client.with(token: try made.json()["token"].string)
    }
}
