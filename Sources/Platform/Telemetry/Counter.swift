import Synchronization

/// A number that only grows; adding costs one atomic instruction.
package final class Counter: Sendable, MetricSeries {
    private let count = Atomic<Int>(0)

    /// A counter outside any registry.
    package init() {}

    /// Adds to the count.
    package func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

    /// The count so far.
    package var value: Int { count.load(ordering: .relaxed) }

    func write(name: String, labels: String, to text: inout PrometheusText) {
        text.sample(name, labels: labels, Double(value))
    }
}
