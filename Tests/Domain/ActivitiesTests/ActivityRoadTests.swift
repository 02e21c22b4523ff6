import TestWorld
import Testing

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct ActivityRoadTests {
    private static let yoga = [
        "name": "Yoga", "sport_type": "Yoga", "start_date_local": "2026-05-01T07:30:00",
        "elapsed_time": "3600",
    ]

    @Test func `a manual entry can be sent in the query, in a form, or as JSON`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let query =
                "name=Swim&type=swim&start_date_local=2026-05-01T06:00:00&elapsed_time=1800&distance=1500"
            let byQuery = try await ada.client.send("POST", "/api/v3/activities?\(query)")
            #expect(byQuery.status == 201, "\(byQuery.text)")
            let swim = try byQuery.json()
            #expect(swim["manual"].bool == true)
            #expect(swim["sport_type"].string == "Swim")
            #expect(swim["start_date_local"].string == "2026-05-01T06:00:00Z")
            #expect(swim["upload_id"].isNull)
            let byForm = try await ada.client.send(
                "POST", "/api/v3/activities",
                form: [
                    "name": "Walk", "sport_type": "Walk", "start_date_local": "2026-05-01",
                    "elapsed_time": "60",
                ])
            #expect(byForm.status == 400)
            #expect(try byForm.json()["errors"][0]["field"].string == "start_date_local")
            #expect(try await ada.client.send("POST", "/api/v3/activities", json: Self.yoga).status == 201)
        }
    }

    @Test func `an edit is seen at once, and refuses what makes no sense`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRide()
            let edited = try await ada.client.send(
                "PUT", "/api/v3/activities/\(id)",
                json: [
                    "name": "Renamed", "sport_type": "GravelRide", "commute": true, "visibility": "only_me",
                ])
            #expect(edited.status == 200, "\(edited.text)")
            let activity = try await ada.client.get("/api/v3/activities/\(id)").json()
            #expect(activity["name"].string == "Renamed")
            #expect(activity["type"].string == "Ride")
            #expect(activity["private"].bool == true)
            #expect(activity["commute"].bool == true)
            let wrong = try await ada.client.send(
                "PUT", "/api/v3/activities/\(id)", json: ["sport_type": "Napping"])
            #expect(wrong.status == 400)
            #expect(try wrong.json()["errors"][0]["field"].string == "sport_type")
        }
    }

    @Test func `strangers see a summary of what is for everyone, and nothing of the rest`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadRide()
            let path = "/api/v3/activities/\(id)"
            #expect(try await bob.client.get(path).json()["resource_state"].integer == 2)
            #expect(try await bob.client.get("\(path)/streams").status == 200)
            #expect(try await world.client.get(path).status == 401)
            #expect(try await bob.client.send("DELETE", path).status == 403)
            #expect(try await bob.client.send("PUT", path, json: ["name": "Mine"]).status == 403)
            for visibility in ["followers_only", "only_me"] {
                _ = try await ada.client.send("PUT", path, json: ["visibility": visibility])
                #expect(try await ada.client.get(path).status == 200)
                #expect(try await bob.client.get(path).status == 404)
                #expect(try await bob.client.get("\(path)/streams").status == 404)
                #expect(try await bob.client.send("DELETE", path).status == 404)
                #expect(try await bob.client.send("PUT", path, json: ["name": "Mine"]).status == 404)
            }
        }
    }

    @Test func `streams come as v3 gives them, and not again to who has them`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.uploadRide()
            let path = "/api/v3/activities/\(id)/streams?keys=time,latlng,heartrate,velocity_smooth,watts"
            let keyed = try await ada.client.get(path + "&key_by_type=True")
            let set = try keyed.json()
            #expect(set.keys == ["time", "distance", "latlng", "heartrate", "velocity_smooth"])
            #expect(set["time"]["data"].array.count == 120)
            #expect(set["latlng"]["data"][0].array.count == 2)
            #expect(set["heartrate"]["original_size"].integer == 120)
            let list = try await ada.client.get(path + "&resolution=low").json()
            #expect(list[0]["type"].string == "time")
            #expect(list[0]["data"].array.count == 100)
            let tag = try #require(keyed.header("ETag"))
            let again = try await ada.client.get(path + "&key_by_type=True", headers: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(try await ada.client.get(path + "&resolution=full").status == 400)
        }
    }

    @Test func `one's own list is paged, bounded by moments, and ends with a short page`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            for day in 1...5 {
                var entry = Self.yoga
                entry["start_date_local"] = "2026-05-0\(day)T07:30:00"
                entry["name"] = "Day \(day)"
                #expect(try await ada.client.send("POST", "/api/v3/activities", json: entry).status == 201)
            }
            let names = { (query: String) in
                try await ada.client.get("/api/v3/athlete/activities\(query)").json().array.map {
                    $0["name"].string
                }
            }
            #expect(try await names("") == ["Day 5", "Day 4", "Day 3", "Day 2", "Day 1"])
            #expect(try await names("?per_page=2&page=2") == ["Day 3", "Day 2"])
            #expect(try await names("?per_page=2&page=3") == ["Day 1"])
            #expect(try await names("?per_page=5&page=2").isEmpty)
            // 2026-05-03 07:30:00 UTC
            #expect(try await names("?after=1777793400") == ["Day 4", "Day 5"])
            #expect(try await names("?before=1777793400") == ["Day 2", "Day 1"])
            #expect(try await ada.client.get("/api/v3/athlete/activities?per_page=201").status == 400)
            #expect(try await ada.client.get("/api/v3/athlete/activities?cursor=AAAA").status == 400)
            #expect(try await ada.client.get("/api/v3/athlete/activities?after=soon").status == 400)
        }
    }

    @Test(arguments: [("per_page=2", [5, 4, 3, 2, 1]), ("per_page=2&after=1777707000", [3, 4, 5])])
    func `following the links gives every activity once, also while others arrive`(
        query: String, days: [Int]
    ) async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            for day in 1...5 { try await ada.enter("Day \(day)", "2026-05-0\(day)T07:30:00") }
            var path: String? = "/api/v3/athlete/activities?\(query)"
            var seen: [String] = []
            while let next = path {
                let page = try await ada.client.get(next)
                seen += try page.json().array.compactMap { $0["name"].string }
                let link = page.header("Link")?.split(separator: ">").first?.dropFirst()
                path = link.map { String($0) }
                try await ada.enter("Late", days[0] == 5 ? "2026-05-06T07:30:00" : "2026-04-01T07:30:00")
            }
            #expect(seen == days.map { "Day \($0)" })
        }
    }

    @Test func `followers see what is for followers, and tokens no more than their scopes`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadRide()
            let path = "/api/v3/activities/\(id)"
            _ = try await ada.client.send("PUT", path, json: ["visibility": "followers_only"])
            #expect(try await bob.client.get(path).status == 404)
            #expect(try await bob.client.send("PUT", "/api/v3/athletes/\(ada.id)/follow").status == 200)
            #expect(try await bob.client.get(path).json()["resource_state"].integer == 2)
            #expect(try await bob.client.get("\(path)/streams").status == 200)
            _ = try await ada.client.send("PUT", path, json: ["visibility": "only_me"])
            #expect(try await bob.client.get(path).status == 404)
            let made = try await ada.client.send(
                "POST", "/api/v3/tokens", json: ["name": "narrow", "scopes": "activity:read"])
            let narrow = ada.client.with(token: try made.json()["token"].string)
            #expect(try await narrow.get(path).status == 404)
            #expect(try await narrow.get("/api/v3/athlete/activities").json().array.isEmpty)
            #expect(try await narrow.send("DELETE", path).status == 401)
            #expect(try await narrow.upload("/api/v3/uploads", file: SampleGPX.ride()).status == 401)
        }
    }

    @Test func `totals count what everyone may see, for oneself only`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            let id = try await ada.uploadRide()
            let stats = try await ada.client.get("/api/v3/athletes/\(ada.id)/stats").json()
            #expect(stats["all_ride_totals"]["count"].integer == 1)
            #expect(stats["all_run_totals"]["count"].integer == 0)
            #expect(stats["biggest_ride_distance"].double ?? 0 > 1000)
            #expect(try await bob.client.get("/api/v3/athletes/\(ada.id)/stats").status == 403)
            _ = try await ada.client.send("PUT", "/api/v3/activities/\(id)", json: ["visibility": "only_me"])
            let hidden = try await ada.client.get("/api/v3/athletes/\(ada.id)/stats").json()
            #expect(hidden["all_ride_totals"]["count"].integer == 0)
        }
    }
}

extension TestAthlete {
    /// Enters an activity by hand.
    fileprivate func enter(_ name: String, _ start: String) async throws {
        let answer = try await client.send(
            "POST", "/api/v3/activities",
            form: ["name": name, "sport_type": "Yoga", "start_date_local": start, "elapsed_time": "60"])
        guard answer.status == 201 else { throw UnexpectedAnswer(answer: answer) }
    }
}
