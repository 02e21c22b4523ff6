import Foundation
import TestWorld
import Testing

extension TestAthlete {
    func follow(_ other: TestAthlete, isOn: Bool = true) async throws {
        let answer = try await client.send(isOn ? "PUT" : "DELETE", "/api/v3/athletes/\(other.id)/follow")
        #expect(answer.status == (isOn ? 200 : 204))
    }

    /// Enters an activity; returns its id.
    @discardableResult
    func publish(_ name: String = "Ride", visibility: String = "everyone") async throws -> Int64 {
        let answer = try await client.send(
            "POST", "/api/v3/activities",
            json: [
                "name": name, "sport_type": "Ride", "start_date_local": "2026-01-02T10:00:00Z",
                "elapsed_time": 3600, "distance": 20_000, "visibility": visibility,
            ] as [String: Any])
        #expect(answer.status == 201)
        return try #require(try answer.json()["id"].integer)
    }

    func hide(_ activity: Int64, as visibility: String) async throws {
        let answer = try await client.send(
            "PUT", "/api/v3/activities/\(activity)", json: ["visibility": visibility])
        #expect(answer.status == 200)
    }

    func delete(_ activity: Int64) async throws {
        #expect(try await client.send("DELETE", "/api/v3/activities/\(activity)").status == 204)
    }

    /// The ids of the first page, through a server.
    func feed(_ query: String = "?per_page=100", on server: TestServer? = nil) async throws -> [Int64] {
        let chosen = server.map { $0.client.with(token: client.token) } ?? client
        let answer = try await chosen.get("/api/v3/feed\(query)")
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json().array.compactMap { $0["id"].integer }
    }

    /// The ids of all pages, following the links.
    func wholeFeed(pageSize: Int, between pages: () throws -> Void = {}) async throws -> [Int64] {
        var path: String? = "/api/v3/feed?per_page=\(pageSize)"
        var seen: [Int64] = []
        while let next = path {
            let answer = try await client.get(next)
            #expect(answer.status == 200, "\(answer.text)")
            let page = try answer.json().array.compactMap { $0["id"].integer }
            #expect(page.count <= pageSize)
            seen += page
            path = answer.header("Link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            try pages()
        }
        return seen
    }
}

extension TestWorld {
    /// What an athlete's feed is, told by SQL alone.
    func trueFeed(of reader: TestAthlete) throws -> [Int64] {
        let rows = try database.sql(
            """
            select a.id from activities.activity a
            where a.athlete_id = \(reader.id)
                or (a.visibility <> 'only_me' and not a.hide_from_home and exists (
                    select from social.follow_out f
                    where f.athlete_id = \(reader.id) and f.target_id = a.athlete_id))
            order by a.id desc
            """)
        return rows.split(whereSeparator: \.isNewline).compactMap { Int64($0) }
    }

    /// Waits until the reader's feed is kept in Redis.
    func settleFeed(of reader: TestAthlete) async throws {
        _ = try await eventually { () async throws -> Bool? in
            _ = try await reader.feed()
            return try redis.command("EXISTS", "{u:\(reader.id)}:feed:version").contains("1") ? true : nil
        }
    }

    /// What Redis keeps of a reader's feed, newest first.
    func keptFeed(of reader: TestAthlete) throws -> [Int64] {
        try redis.command("LRANGE", "{u:\(reader.id)}:feed", "0", "-1").split(whereSeparator: \.isNewline)
            .compactMap { Int64($0) }
    }
}
