package import Telemetry

/// What is counted of requests to other servers; one set for all loops.
package final class HTTPClientMetrics: Sendable {
    let inFlight: Gauge
    let seconds: Histogram
    private let registry: Metrics

    /// Registers the series; without a registry nothing is exposed.
    package init(_ metrics: Metrics = Metrics()) {
        registry = metrics
        inFlight = metrics.gauge(
            "slipstream_http_client_in_flight", help: "Requests to other servers under way.")
        seconds = metrics.histogram(
            "slipstream_http_client_request_seconds", help: "Time from asking to the end of the answer.")
    }

    /// Counts one finished request by its status class (`2xx`) or the kind of its error.
    func finished(_ outcome: String) {
        let help = "Requests to other servers by outcome."
        registry.counter("slipstream_http_client_requests_total", help: help, labels: ["outcome": outcome])
            .add()
    }
}
