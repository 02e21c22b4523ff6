import Synchronization

/// A whole number that goes up and down.
package final class Gauge: Sendable, MetricSeries {
    private let level = Atomic<Int>(0)

    /// A gauge outside any registry.
    package init() {}

    /// Replaces the value.
    package func set(_ value: Int) { level.store(value, ordering: .relaxed) }

    /// Adds to the value; a negative amount lowers it.
    package func add(_ amount: Int) { level.wrappingAdd(amount, ordering: .relaxed) }

    /// The value now.
    package var value: Int { level.load(ordering: .relaxed) }

    func write(name: String, labels: String, to text: inout PrometheusText) {
        text.sample(name, labels: labels, Double(value))
    }
}

/// The sum of closures that are called when scraped.
final class ObservedGauge: Sendable, MetricSeries {
    private let closures = Mutex<[@Sendable () -> Double]>([])

    func add(_ read: @escaping @Sendable () -> Double) { closures.withLock { $0.append(read) } }

    func write(name: String, labels: String, to text: inout PrometheusText) {
        let readings = closures.withLock { $0 }.map { $0() }
        text.sample(name, labels: labels, readings.reduce(0, +))
    }
}
