import HTTP
import JSON
import Kernel
import Telemetry

/// Health and metrics, for those who operate the server.
struct OperationRoutes {
    private let services: ProcessServices

    init(_ services: ProcessServices) {
        self.services = services
    }

    /// The rows of the route table.
    var routes: [Route] {
        [
            Route(.get, "/health/live", "getLiveness", .anyone) { [services] _ in
                healthResponse(services.health.live())
            },
            Route(.get, "/health/ready", "getReadiness", .anyone) { [services] _ in
                healthResponse(services.health.ready())
            },
            Route(.get, "/metrics", "getMetrics", .anyone) { [services] _ in
                var response = Response.text(services.metrics.prometheusText())
                response.headers.set(.contentType, Metrics.contentType)
                return response
            },
        ]
    }
}

private func healthResponse(_ report: HealthReport) -> Response {
    var json = JSONWriter()
    json.object { json in
        json.member("status", report.isHealthy ? "ok" : "failing")
        json.member("checks") { json in
            json.object { json in
                for (name, status) in report.checks.sorted(by: { $0.key < $1.key }) {
                    json.key(dynamic: name)
                    json.string(text(of: status))
                }
            }
        }
    }
    return .json(json.bytes, status: report.isHealthy ? .ok : .serviceUnavailable)
}

private func text(of status: HealthStatus) -> String {
    switch status {
    case .passing: "ok"
    case .failing(let reason): reason
    }
}
