import EventLoop
import Glibc
import Telemetry

/// The figures of one operation: requests by class of status and how long they took; and their access log.
///
/// The time runs from the end of the request's head to the answer's being ready, without a streamed body.
final class RequestObserver {
    private let operation: String
    private let log: Log
    private let metrics: Metrics
    private let accessLog: AccessLog
    /// By the first digit of the status; made when first needed.
    private var histograms = [Histogram?](repeating: nil, count: 6)

    init(route: Route, log: Log, metrics: Metrics, accessLog: AccessLog) {
        operation = route.operationID
        self.log = log
        self.metrics = metrics
        self.accessLog = accessLog
    }

    func observe(_ response: Response, to request: Request) {
        let now = RequestObserver.nanoseconds()
        let elapsed = now > request.receivedAt.nanoseconds ? now - request.receivedAt.nanoseconds : 0
        histogram(for: response.status).observe(nanoseconds: elapsed)
        if accessLog.includes(response.status, elapsed) { write(response, request, elapsed) }
    }

    private func histogram(for status: Status) -> Histogram {
        let digit = min(5, Int(status.rawValue / 100))
        if let histogram = histograms[digit] { return histogram }
        let histogram = metrics.histogram(
            "slipstream_http_request_seconds", help: "Time from a request's head to its answer.",
            labels: ["operation": operation, "status": "\(digit)xx"])
        histograms[digit] = histogram
        return histogram
    }

    private func write(_ response: Response, _ request: Request, _ elapsed: UInt64) {
        let log = request.trace.map { self.log.with($0) } ?? self.log
        log.info(
            "http.request",
            [
                "request_id": "\(request.id)", "operation": .string(operation),
                "method": "\(request.method.name)", "path": .string(request.path),
                "status": .int(Int(response.status.rawValue)), "bytes": .int(response.contentLength ?? -1),
                "milliseconds": .double(Double(elapsed / 1000) / 1000),
                "remote": .string(request.remoteAddress),
            ])
    }

    /// The clock that `Request.receivedAt` is read from.
    private static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
