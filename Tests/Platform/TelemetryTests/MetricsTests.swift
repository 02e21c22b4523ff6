import Testing

@testable import Telemetry

@Suite struct MetricsTests {
    @Test func `the text format is exact`() {
        let metrics = Metrics()
        metrics.counter("jobs_total", help: "Jobs \\ done\nso far.", labels: ["kind": "a\"b\\c\nd"]).add(3)
        metrics.gauge("depth", help: "Depth.").set(-2)
        let histogram = metrics.histogram("took_seconds", help: "Time.", buckets: .seconds([0.1, 1]))
        for seconds in [0.05, 0.1, 0.5, 7] { histogram.observe(seconds: seconds) }
        let expected = """
            # HELP depth Depth.
            # TYPE depth gauge
            depth -2
            # HELP jobs_total Jobs \\\\ done\\nso far.
            # TYPE jobs_total counter
            jobs_total{kind="a\\"b\\\\c\\nd"} 3
            # HELP took_seconds Time.
            # TYPE took_seconds histogram
            took_seconds_bucket{le="0.1"} 2
            took_seconds_bucket{le="1"} 3
            took_seconds_bucket{le="+Inf"} 4
            took_seconds_sum 7.65
            took_seconds_count 4

            """
        #expect(metrics.prometheusText().hasPrefix(expected))
    }

    @Test func `the same name and labels are the same series`() {
        let metrics = Metrics()
        metrics.counter("hits_total", help: "Hits.", labels: ["loop": "0"]).add()
        metrics.counter("hits_total", help: "Hits.", labels: ["loop": "0"]).add()
        #expect(metrics.counter("hits_total", help: "Hits.", labels: ["loop": "0"]).value == 2)
        #expect(metrics.counter("hits_total", help: "Hits.", labels: ["loop": "1"]).value == 0)
    }

    @Test func `closures of one series are added up`() {
        let metrics = Metrics()
        metrics.gauge("connections", help: "Open.") { 2 }
        metrics.gauge("connections", help: "Open.") { 3.5 }
        #expect(metrics.prometheusText().contains("\nconnections 5.5\n"))
    }

    @Test func `series beyond the limit are counted instead of kept`() {
        let metrics = Metrics()
        for index in 0..<Metrics.seriesLimit + 5 {
            metrics.counter("many_total", help: "Many.", labels: ["n": "\(index)"]).add()
        }
        #expect(metrics.prometheusText().contains("\nslipstream_metrics_rejected_series_total 5\n"))
    }

    @Test func `concurrent observations are all counted`() async {
        let histogram = Histogram(.latency)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<10_000 { histogram.observe(nanoseconds: 1_000_000) } }
            }
        }
        #expect(histogram.count == 40_000)
        #expect(abs(histogram.sum - 40) < 1e-6)
    }

    @Test func `observations beyond every bound do not overflow`() {
        let histogram = Histogram(.counts([1]))
        histogram.observe(.infinity)
        histogram.observe(.nan)
        histogram.observe(-.infinity)
        #expect(histogram.count == 2)
        #expect(histogram.sum == 0)
    }

    @Test func `process metrics are read when scraped`() throws {
        let metrics = Metrics()
        metrics.registerProcess()
        let samples = metrics.prometheusText().split(separator: "\n").filter { !$0.hasPrefix("#") }
        func value(_ name: String) throws -> Double {
            let line = try #require(samples.first { $0.hasPrefix(name + " ") })
            return try #require(Double(line.dropFirst(name.count + 1)))
        }
        #expect(try value("process_resident_memory_bytes") > 1_048_576)
        #expect(try value("process_open_fds") >= 3)
        #expect(try value("process_threads") >= 1)
        #expect(try value("process_max_fds") >= 3)
        let now: Double = Double(UnixTime.system().nanoseconds) / 1e9
        let started = try value("process_start_time_seconds")
        #expect(started > now - 86_400 && started < now + 1)
    }
}
