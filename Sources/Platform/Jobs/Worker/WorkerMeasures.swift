import Telemetry

/// The metrics of the queue and of what a worker does.
final class WorkerMeasures {
    private struct OfKind {
        let run: Histogram
        let wait: Histogram
        let failures: Counter
        let deaths: Counter
    }

    private let depth: Gauge
    private let oldest: Gauge
    private let deadLetters: Gauge
    private let kinds: [String: OfKind]

    init(metrics: Metrics, kinds names: [String]) {
        depth = metrics.gauge("slipstream_jobs_waiting", help: "Jobs that are due and wait for a worker.")
        oldest = metrics.gauge(
            "slipstream_jobs_oldest_waiting_seconds", help: "How long the oldest of them has been due.")
        deadLetters = metrics.gauge("slipstream_jobs_dead_letters", help: "Jobs that failed too often.")
        var kinds: [String: OfKind] = [:]
        for name in names {
            kinds[name] = OfKind(
                run: metrics.histogram(
                    "slipstream_job_run_seconds", help: "How long jobs ran.", labels: ["kind": name]),
                wait: metrics.histogram(
                    "slipstream_job_wait_seconds", help: "How long jobs waited since they were due.",
                    labels: ["kind": name]),
                failures: metrics.counter(
                    "slipstream_job_failures_total", help: "Attempts that failed.", labels: ["kind": name]),
                deaths: metrics.counter(
                    "slipstream_job_deaths_total", help: "Jobs that became dead letters.",
                    labels: ["kind": name]))
        }
        self.kinds = kinds
    }

    func set(_ measured: JobQueue.Depth) {
        depth.set(measured.waiting)
        oldest.set(Int(measured.oldestSeconds))
        deadLetters.set(measured.deadLetters)
    }

    func observe(_ job: ClaimedJob, seconds: Double, outcome: Settlement.Outcome?) {
        guard let kind = kinds[job.kind] else { return }
        kind.run.observe(seconds: seconds)
        kind.wait.observe(seconds: max(job.waitedSeconds, 0))
        switch outcome {
        case nil, .done: break
        case .retry: kind.failures.add()
        case .dead:
            kind.failures.add()
            kind.deaths.add()
        }
    }
}
