import TestWorld
import Testing

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct ActivityZonesTests {
    @Test func `a recording's time is told by the zones of its day`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let bob = try await world.register("Bob")
            // 120 samples at 1 Hz of 120, 121 … 139 beats, over and over.
            let path = "/api/v3/activities/\(try await ada.uploadRide())/zones"
            #expect(try await ada.client.get(path).json().array.isEmpty, "nothing is known of Ada")
            _ = try await ada.client.send("PUT", "/api/v3/athlete", json: ["max_heartrate": 170])
            let computed = try await ada.client.get(path).json()
            #expect(computed.array.count == 1)
            #expect(computed[0]["type"].string == "heartrate")
            #expect(computed[0]["max"].integer == 170)
            // 59, 78, 87 and 97 % of 170: 100, 133, 148, 165. Of each 20 samples 13 are below 133.
            let seconds = computed[0]["distribution_buckets"].array.map { $0["time"].integer }
            #expect(seconds == [0, 78, 41, 0, 0])
            #expect(computed[0]["points"].integer == 5, "78 s twice and 41 s three times, in minutes")
            #expect(computed[0]["score"].integer == 5)
            #expect(computed[0]["distribution_buckets"][4]["max"].integer == -1)
            #expect(try await bob.client.get(path).status == 403)
        }
    }

    @Test func `later changes of the athlete leave what was before as it was`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let path = "/api/v3/activities/\(try await ada.uploadRide())/zones"
            _ = try await ada.client.send("PUT", "/api/v3/athlete", json: ["max_heartrate": 170])
            _ = try world.database.sql("update accounts.measure set valid_from = '2026-05-02'")
            let before = try await ada.client.get(path).json()[0]["distribution_buckets"]
            let ranges = [["min": 0, "max": 130], ["min": 130, "max": -1]]
            _ = try await ada.client.send("PUT", "/api/v3/athlete", json: ["max_heartrate": 200])
            #expect(try await ada.client.get(path).json()[0]["max"].integer == 170)
            #expect(before[1]["max"].integer == 133)
            _ = try await ada.client.send(
                "PUT", "/api/v3/athlete/zones", json: ["heart_rate": ["zones": ranges]])
            #expect(try await ada.client.get(path).json()[0]["custom_zones"].bool == false)
            // Where nothing was known on the day, the first that was told stands for what was before it.
            _ = try world.database.sql("delete from accounts.measure where value = 170")
            let custom = try await ada.client.get(path).json()[0]
            #expect(custom["custom_zones"].bool == true)
            #expect(custom["distribution_buckets"].array.map { $0["time"].integer } == [60, 59])
        }
    }

    @Test func `the pace of runs has zones where a threshold speed is told`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let run = "/api/v3/activities/\(try await ada.uploadRun())/zones"
            let ride = "/api/v3/activities/\(try await ada.uploadRide(startSecond: 3600))/zones"
            let told = try await ada.client.send("PUT", "/api/v3/athlete", json: ["threshold_speed": 4])
            #expect(try told.json()["threshold_speed"].double == 4)
            let pace = try await ada.client.get(run).json()
            #expect(pace.array.count == 1)
            #expect(pace[0]["type"].string == "pace")
            #expect(pace[0]["points"].isNull)
            let buckets = pace[0]["distribution_buckets"].array
            // 4 m/s over 1.29, 1.14, 1.06, 0.99 and 0.90.
            #expect(buckets.map { $0["min"].double } == [0, 3.1, 3.51, 3.77, 4.04, 4.44])
            #expect(buckets.last?["max"].integer == -1)
            #expect(buckets.last?["time"].integer == 239, "10 m/s is faster than all of them")
            #expect(try await ada.client.get(ride).json().array.isEmpty)
            let wrong = try await ada.client.send("PUT", "/api/v3/athlete", json: ["threshold_speed": 9])
            #expect(wrong.status == 400)
        }
    }
}
