import Synchronization

/// Every counter, gauge and histogram of the process, in the Prometheus data model.
///
/// Asking twice for the same name and labels gives the same series, so each loop may create what it needs at
/// start. Asking takes a lock and a look-up: keep what you got, don't ask on a hot path.
package final class Metrics: Sendable {
    /// Series (name and labels) that are exposed at most; more are counted and silently not exposed.
    package static let seriesLimit = 10_000

    private struct Registry {
        var families: [String: MetricFamily] = [:]
        var seriesCount = 0
        var rejectedSeries = 0
    }

    private let registry = Mutex(Registry())

    /// An empty registry.
    package init() {}

    /// The counter of that name and labels; by convention its name ends in `_total`.
    package func counter(_ name: String, help: String, labels: KeyValuePairs<String, String> = [:]) -> Counter
    {
        series(name, .counter, help, labels) { Counter() }
    }

    /// The gauge of that name and labels, to be set.
    package func gauge(_ name: String, help: String, labels: KeyValuePairs<String, String> = [:]) -> Gauge {
        series(name, .gauge, help, labels) { Gauge() }
    }

    /// A gauge that is read when scraped, on the scraping thread. Several closures for the same name and
    /// labels (one for each loop, say) are added up.
    package func gauge(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:],
        read: @escaping @Sendable () -> Double
    ) {
        let gauge: ObservedGauge = series(name, .gauge, help, labels) { ObservedGauge() }
        gauge.add(read)
    }

    /// A counter that is read when scraped; otherwise like the gauge with a closure.
    package func counter(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:],
        read: @escaping @Sendable () -> Double
    ) {
        let counter: ObservedGauge = series(name, .counter, help, labels) { ObservedGauge() }
        counter.add(read)
    }

    /// The histogram of that name and labels; by convention its name ends in its unit (`_seconds`, `_bytes`).
    package func histogram(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:],
        buckets: HistogramBuckets = .latency
    ) -> Histogram {
        series(name, .histogram, help, labels) { Histogram(buckets) }
    }

    private func series<Series: MetricSeries>(
        _ name: String, _ kind: MetricKind, _ help: String, _ labels: KeyValuePairs<String, String>,
        _ make: () -> Series
    ) -> Series {
        precondition(isMetricName(name), "\(name) is not a metric name")
        let rendered = renderLabels(labels)
        return registry.withLock { registry in
            let family = registry.families[name] ?? MetricFamily(name: name, kind: kind, help: help)
            precondition(family.kind == kind, "\(name) is already a \(family.kind)")
            if let known = family.series[rendered] {
                guard let same = known as? Series else {
                    preconditionFailure("\(name) is both set and observed")
                }
                return same
            }
            let made = make()
            guard registry.seriesCount < Self.seriesLimit else {
                registry.rejectedSeries += 1
                return made
            }
            registry.seriesCount += 1
            registry.families[name, default: family].series[rendered] = made
            return made
        }
    }

    /// Everything in the Prometheus text format 0.0.4, families and series sorted by name.
    package func prometheusText() -> String {
        let (families, rejected) = registry.withLock { (Array($0.families.values), $0.rejectedSeries) }
        var text = PrometheusText()
        for family in families.sorted(by: { $0.name < $1.name }) {
            text.family(family.name, family.kind, help: family.help)
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(name: family.name, labels: labels, to: &text)
            }
        }
        let name = "slipstream_metrics_rejected_series_total"
        text.family(name, .counter, help: "Series not exposed because there are too many.")
        text.sample(name, labels: "", Double(rejected))
        return text.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// The `Content-Type` of `prometheusText()`.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"
}

extension Metrics {
    /// How late the timers of a loop fire: the time that a callback kept the others waiting.
    package func loopLag(loop: String) -> Histogram {
        histogram(
            "slipstream_loop_lag_seconds", help: "How late a loop's timers fired.", labels: ["loop": loop],
            buckets: .latency)
    }
}
