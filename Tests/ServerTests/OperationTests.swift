import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable, "DATABASE_URL isn't set: run make test"))
struct OperationTests {
    @Test func `health says what the server depends on`() async throws {
        try await TestWorld.run { world in
            let live = try await world.client.get("/health/live")
            #expect(live.status == 200)
            let ready = try await world.client.get("/health/ready")
            #expect(try ready.json()["checks"]["postgres"].string == "ok")
        }
    }

    @Test func `metrics speak Prometheus`() async throws {
        try await TestWorld.run { world in
            let metrics = try await world.client.get("/metrics")
            #expect(metrics.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(metrics.text.contains("# TYPE slipstream_http_connections gauge"))
        }
    }

    @Test func `two servers of one world share the database`() async throws {
        try await TestWorld.run { world in
            let second = try await world.startServer()
            #expect(try await second.client.get("/health/ready").status == 200)
            #expect(
                try world.database.sql("select count(*) from platform.node where leased_until > now()") == "2"
            )
        }
    }

    @Test func `an unknown path and a wrong method are told apart`() async throws {
        try await TestWorld.run { world in
            #expect(try await world.client.get("/nowhere").status == 404)
            let wrong = try await world.client.send("DELETE", "/health/live")
            #expect(wrong.status == 405)
            #expect(wrong.header("Allow") == "GET, HEAD, OPTIONS")
        }
    }
}
