import TestWorld
import Testing

extension TestAthlete {
    /// Opens a socket of the athlete's, by default on the world's first server.
    func socket(_ world: TestWorld, on server: TestServer? = nil, _ query: String = "") async throws
        -> TestSocket
    {
        try await TestSocket.connect(
            port: server?.port ?? world.firstPort, "/api/v3/notifications/socket\(query)", token: client.token
        )
    }

    func follow(_ other: TestAthlete) async throws {
        #expect(try await client.send("PUT", "/api/v3/athletes/\(other.id)/follow").status == 200)
    }

    /// Enters an activity; returns its id.
    @discardableResult
    func publish(_ name: String, visibility: String = "everyone") async throws -> Int64 {
        let answer = try await client.send(
            "POST", "/api/v3/activities",
            json: [
                "name": name, "sport_type": "Run", "start_date_local": "2026-01-02T10:00:00Z",
                "elapsed_time": 1800, "distance": 5000, "visibility": visibility,
            ] as [String: Any])
        #expect(answer.status == 201)
        return try #require(try answer.json()["id"].integer)
    }

    func notifications(_ query: String = "") async throws -> JSONValue {
        let answer = try await client.get("/api/v3/notifications\(query)")
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }
}

extension TestWorld {
    /// The port of the first server.
    var firstPort: UInt16 {
        UInt16(client.baseURL.split(separator: ":").last ?? "") ?? 0
    }

    /// Has so many notifications made for an athlete, by jobs as they come from uploads that failed.
    func tell(_ athlete: TestAthlete, _ uploads: ClosedRange<Int>) throws {
        try database.sql(
            """
            insert into jobs.job (kind, key, priority)
            select 'notifications.upload_failed',
                jsonb_build_object('athlete', \(athlete.id), 'upload', n, 'reason', 'No. ' || n), 0
            from generate_series(\(uploads.lowerBound), \(uploads.upperBound)) n
            """)
    }

    /// The numbers of an athlete's notifications with what they are about, in their order.
    func rows(of athlete: TestAthlete) throws -> [String] {
        try database.sql(
            """
            select seq || ' ' || object_id from notifications.notification
            where athlete_id = \(athlete.id) order by seq
            """
        ).split(whereSeparator: \.isNewline).map(String.init)
    }
}
