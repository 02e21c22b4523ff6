import HTTP
import JSON
import Kernel

/// Totals of athletes.
struct StatisticsRoutes {
    let service: StatisticsService

    var routes: [Route] {
        let service = service
        return [
            Route(.get, "/api/v3/athletes/:id/stats", "getStats", .scope(.read)) { request in
                let statistics = try await service.statistics(
                    of: try request.pathID(of: "Athlete"), for: try request.principal)
                var json = JSONWriter(capacity: 2048)
                StatisticsView(statistics).write(to: &json)
                return .json(json.bytes)
            }
        ]
    }
}
