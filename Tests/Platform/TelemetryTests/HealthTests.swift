import Testing

@testable import Telemetry

@Suite struct HealthTests {
    @Test func `a failing readiness check leaves the process alive`() {
        let health = Health()
        let postgres = health.flag("postgres")
        #expect(health.ready().isHealthy)
        postgres.set(.failing("connection refused"))
        #expect(!health.ready().isHealthy)
        #expect(health.live().isHealthy)
        #expect(health.ready().checks == ["postgres": .failing("connection refused")])
        postgres.set(.passing)
        #expect(health.ready().isHealthy)
    }

    @Test func `a failing liveness check fails both`() {
        let health = Health()
        health.register("loops", .liveness) { .failing("stuck") }
        #expect(!health.live().isHealthy)
        #expect(!health.ready().isHealthy)
    }

    @Test func `information fails neither`() {
        let health = Health()
        health.register("redis", .information) { .failing("away") }
        #expect(health.live().isHealthy)
        #expect(health.ready().isHealthy)
        #expect(health.ready().checks["redis"] == .failing("away"))
    }

    @Test func `a draining process is alive and not ready`() {
        let health = Health()
        health.startDraining()
        #expect(health.live().isHealthy)
        #expect(!health.ready().isHealthy)
    }
}
