import Synchronization

/// The upper bounds of a histogram's buckets, and the unit of what it counts.
package struct HistogramBuckets: Sendable {
    /// Buckets at most, the one without a bound not counted.
    package static let limit = 40

    let bounds: [Double]
    /// Values are kept as whole numbers of 1/scale, so that no bucket needs a floating-point loop.
    let scale: Double

    /// Bounds in seconds, kept to the nanosecond.
    package static func seconds(_ bounds: [Double]) -> HistogramBuckets { .init(bounds: bounds, scale: 1e9) }

    /// Bounds of whole numbers: bytes, rows, elements.
    package static func counts(_ bounds: [Double]) -> HistogramBuckets { .init(bounds: bounds, scale: 1) }

    /// 50 µs to 10 s, about three in a decade.
    package static let latency = HistogramBuckets.seconds([
        0.000_05, 0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
        5, 10,
    ])

    /// 1 to 4,096, a power of four apart.
    package static let batchSizes = HistogramBuckets.counts([1, 4, 16, 64, 256, 1024, 4096])

    /// 256 B to 64 MiB, a power of four apart.
    package static let sizes = HistogramBuckets.counts([
        256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
    ])

    private init(bounds: [Double], scale: Double) {
        precondition(
            !bounds.isEmpty && bounds.count <= Self.limit, "a histogram has 1 to \(Self.limit) buckets")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds rise")
        self.bounds = bounds
        self.scale = scale
    }
}

/// Counts observations in fixed buckets; observing costs a short scan and two atomic instructions.
package final class Histogram: Sendable, MetricSeries {
    private let buckets: HistogramBuckets
    private let bounds: [Int]
    /// One count for each bound, one for what is above, and the sum. Allocated in `init`, freed in `deinit`,
    /// and never replaced: only the atomics behind it change.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<Int>>

    private var sumIndex: Int { bounds.count + 1 }

    /// A histogram outside any registry.
    package init(_ buckets: HistogramBuckets = .latency) {
        self.buckets = buckets
        bounds = buckets.bounds.map { Int(($0 * buckets.scale).rounded()) }
        cells = .allocate(capacity: bounds.count + 2)
        for index in 0..<bounds.count + 2 { (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        cells.deinitialize(count: bounds.count + 2)
        cells.deallocate()
    }

    /// Counts one observation of a duration in seconds.
    package func observe(seconds: Double) { observe(seconds) }

    /// Counts one observation of a duration; cheaper than seconds.
    package func observe(nanoseconds: UInt64) {
        if buckets.scale == 1e9 {
            record(Int(truncatingIfNeeded: nanoseconds & UInt64(Int.max)))
        } else {
            observe(Double(nanoseconds) / 1e9)
        }
    }

    /// Counts one observation in the histogram's own unit. What is not a number is not counted.
    package func observe(_ value: Double) {
        let scaled = value * buckets.scale
        guard !scaled.isNaN else { return }
        record(Int(min(max(scaled, -9e15), 9e15)))
    }

    private func record(_ value: Int) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        cells[bucket].wrappingAdd(1, ordering: .relaxed)
        cells[sumIndex].wrappingAdd(value, ordering: .relaxed)
    }

    /// Observations so far.
    package var count: Int { (0...bounds.count).reduce(0) { $0 + cells[$1].load(ordering: .relaxed) } }

    /// The sum of all observations, in the histogram's unit.
    package var sum: Double { Double(cells[sumIndex].load(ordering: .relaxed)) / buckets.scale }

    func write(name: String, labels: String, to text: inout PrometheusText) {
        let prefix = labels.isEmpty ? "" : labels + ","
        var cumulated = 0
        for (index, bound) in buckets.bounds.enumerated() {
            cumulated += cells[index].load(ordering: .relaxed)
            text.sample(
                "\(name)_bucket", labels: "\(prefix)le=\"\(prometheusNumber(bound))\"", Double(cumulated))
        }
        cumulated += cells[bounds.count].load(ordering: .relaxed)
        text.sample("\(name)_bucket", labels: prefix + "le=\"+Inf\"", Double(cumulated))
        text.sample("\(name)_sum", labels: labels, sum)
        text.sample("\(name)_count", labels: labels, Double(cumulated))
    }
}
