import Kernel
import TestWorld
import Testing

@testable import Accounts

struct ZoneValueTests {
    @Test func `zones of a maximum heart rate are v3's five, of an FTP Coggan's seven`() {
        #expect(Zones.heartrate(maximumBPM: 190).bounds == [112, 148, 165, 184])
        #expect(Zones.power(ftpWatts: 250).bounds == [138, 188, 225, 263, 300, 375])
        #expect(Zones.power(ftpWatts: 250).range(at: 6) == (375, -1))
        #expect(Zones.power(ftpWatts: 250).range(at: 0) == (0, 138))
    }

    @Test(arguments: 1...3000)
    func `every value is in exactly one zone, whatever the FTP`(ftpWatts: Int) {
        let zones = Zones.power(ftpWatts: ftpWatts)
        #expect(zip(zones.bounds, zones.bounds.dropFirst()).allSatisfy { $0 < $1 })
        for value in [0, ftpWatts / 2, ftpWatts, ftpWatts * 2, 6000] {
            let range = zones.range(at: zones.index(of: value))
            #expect(range.min <= value && (range.max == -1 || value < range.max))
        }
    }

    @Test(arguments: [
        (#"{"heart_rate":{"zones":[{"min":0,"max":120},{"min":120,"max":-1}]}}"#, [120]),
        (#"{"heart_rate":{"custom_zones":true,"zones":[{"min":0,"max":120},{"min":121,"max":-1}]}}"#, [121]),
    ])
    func `zones are read in the shape in which they are answered`(body: String, bounds: [Int]) throws {
        let change = try ZoneChange(reading: Array(body.utf8))
        #expect(change.wishes == [.heartrate: .set(Zones(bounds: bounds, isCustom: true))])
    }

    @Test func `computed zones are asked for by custom_zones false`() throws {
        let body = #"{"power":{"custom_zones":false,"zones":[]}}"#
        #expect(try ZoneChange(reading: Array(body.utf8)).wishes == [.power: .compute])
    }

    @Test(arguments: [
        ("", "body"), ("[]", "body"), ("{}", "heart_rate"), (#"{"power":{}}"#, "power.zones"),
        (#"{"power":7}"#, "power"), (#"{"power":{"zones":[{"min":0}]}}"#, "power.zones[0].max"),
        (#"{"power":{"zones":[{"min":0,"max":-1}]}}"#, "power.zones"),
        (#"{"power":{"zones":[{"min":1,"max":90},{"min":90,"max":-1}]}}"#, "power.zones[0].min"),
        (#"{"power":{"zones":[{"min":0,"max":90},{"min":92,"max":-1}]}}"#, "power.zones[1].min"),
        (#"{"power":{"zones":[{"min":0,"max":90},{"min":89,"max":-1}]}}"#, "power.zones[1].min"),
        (#"{"power":{"zones":[{"min":0,"max":0},{"min":0,"max":-1}]}}"#, "power.zones[0].max"),
        (#"{"power":{"zones":[{"min":0,"max":90},{"min":90,"max":200}]}}"#, "power.zones[1].max"),
        (#"{"power":{"zones":[{"min":0,"max":9000},{"min":9000,"max":-1}]}}"#, "power.zones[0].max"),
        (#"{"power":{"zones":[{"min":0,"max":"x"},{"min":0,"max":-1}]}}"#, "power.zones[0].max"),
    ])
    func `what are no zones is refused, with the place`(body: String, place: String) {
        #expect {
            try ZoneChange(reading: Array(body.utf8))
        } throws: { error in
            (error as? Fault)?.details.first?.field == place
        }
    }
}

@Suite(.enabled(if: TestWorld.isAvailable), .serialized) struct ZoneTests {
    private func bounds(_ zones: JSONValue) -> [Int64] {
        zones["zones"].array.dropFirst().compactMap { $0["min"].integer }
    }

    @Test func `zones follow the profile until they are set, and again when that is taken back`() async throws
    {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let unknown = try await ann.client.get("/api/v3/athlete/zones").json()
            #expect(unknown.keys == ["heart_rate"])
            #expect(unknown["heart_rate"]["zones"].array.isEmpty)
            _ = try await ann.client.send("PUT", "/api/v3/athlete", json: ["max_heartrate": 190, "ftp": 250])
            let computed = try await ann.client.get("/api/v3/athlete/zones").json()
            #expect(bounds(computed["heart_rate"]) == [112, 148, 165, 184])
            #expect(bounds(computed["power"]) == [138, 188, 225, 263, 300, 375])
            #expect(computed["power"]["zones"][6]["max"].integer == -1)
            let ranges = [["min": 0, "max": 120], ["min": 120, "max": -1]]
            let set = try await ann.client.send(
                "PUT", "/api/v3/athlete/zones", json: ["heart_rate": ["zones": ranges]])
            #expect(set.status == 200, "\(set.text)")
            let custom = try await ann.client.get("/api/v3/athlete/zones").json()
            #expect(custom["heart_rate"]["custom_zones"].bool == true)
            #expect(bounds(custom["heart_rate"]) == [120])
            #expect(bounds(custom["power"]).count == 6)
            _ = try await ann.client.send(
                "PUT", "/api/v3/athlete/zones", json: ["heart_rate": ["custom_zones": false]])
            let again = try await ann.client.get("/api/v3/athlete/zones").json()
            #expect(bounds(again["heart_rate"]) == [112, 148, 165, 184])
        }
    }

    @Test func `a withdrawn setting is unknown from then on, and known before`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            _ = try await ann.client.send("PUT", "/api/v3/athlete", json: ["resting_heartrate": 48])
            #expect(try await ann.client.get("/api/v3/athlete").json()["resting_heartrate"].integer == 48)
            _ = try world.database.sql("update accounts.measure set valid_from = valid_from - 10")
            _ = try await ann.client.send("PUT", "/api/v3/athlete", json: ["resting_heartrate": ""])
            #expect(try await ann.client.get("/api/v3/athlete").json()["resting_heartrate"].isNull)
            let rows = try world.database.sql(
                "select string_agg(coalesce(value::text, '-'), ' ' order by valid_from) from accounts.measure"
            )
            #expect(rows == "48 -")
        }
    }

    @Test func `a setting holds from the day on that it is where the athlete lives`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            // 26 hours apart: on at least one side it is another day than in UTC.
            for (zone, weight) in [("Pacific/Kiritimati", 61), ("Etc/GMT+12", 62)] {
                let answer = try await ann.client.send(
                    "PUT", "/api/v3/athlete", json: ["timezone": zone, "weight": weight] as [String: Any])
                #expect(answer.status == 200)
                let days = try world.database.sql(
                    """
                    select valid_from = (now() at time zone '\(zone)')::date from accounts.measure
                    where value = \(weight)
                    """)
                #expect(days == "t")
            }
        }
    }
}
