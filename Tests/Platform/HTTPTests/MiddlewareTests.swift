import EventLoop
import Glibc
import Telemetry
import Testing

@testable import HTTP

@Suite struct MiddlewareTests {
    private struct Unforeseen: Error {}

    private func router(_ metrics: Metrics, cors: CORS? = CORS(), log: Log = .silent) -> Router {
        Router(
            [
                Route(.get, "/open", "open") { _ in .json(Array("{}".utf8)) },
                Route(.get, "/private", "private", access: "read") { _ in .json(Array("{}".utf8)) },
                Route(.get, "/cached", "cached", access: "read") { _ in
                    Response(headers: [.cacheControl: "max-age=60"])
                },
                Route(.put, "/open", "put") { _ in throw LaneError.full },
                Route(.get, "/fail", "fail") { _ in throw Unforeseen() },
            ], middleware: StandardMiddleware.all(log: log, metrics: metrics, accessLog: .all, cors: cors))
    }

    private func ask(_ router: Router, _ request: Request) async throws -> Response {
        try await router.handler(for: request)(request)
    }

    @Test func `errors become answers, and what nobody foresaw a 500 without its text`() async throws {
        let router = router(Metrics())
        let full = try await ask(router, Request(.put, "/open"))
        #expect(full.status == .serviceUnavailable)
        #expect(full.headers[.retryAfter] == "1")
        let failed = try await ask(router, Request(.get, "/fail"))
        #expect(failed.status == .internalServerError)
        #expect(failed.text == #"{"message":"Internal Server Error","errors":[]}"#)
    }

    @Test func `requests are counted by operation and class of status`() async throws {
        let metrics = Metrics()
        let router = router(metrics)
        for _ in 0..<3 { _ = try await ask(router, Request(.get, "/open")) }
        _ = try await ask(router, Request(.get, "/fail"))
        _ = try await ask(router, Request(.get, "/nowhere"))
        let text = metrics.prometheusText()
        #expect(text.contains(#"slipstream_http_request_seconds_count{operation="open",status="2xx"} 3"#))
        #expect(text.contains(#"slipstream_http_request_seconds_count{operation="fail",status="5xx"} 1"#))
        #expect(text.contains(#"slipstream_http_request_seconds_count{operation="notFound",status="4xx"} 1"#))
        #expect(text.contains("slipstream_http_requests_in_flight 0"))
    }

    @Test func `what belongs to the caller is not kept by others, unless the handler says so`() async throws {
        let router = router(Metrics())
        let own = try await ask(router, Request(.get, "/private"))
        #expect(own.headers[.cacheControl] == "max-age=0, private, must-revalidate")
        #expect(try await ask(router, Request(.get, "/cached")).headers[.cacheControl] == "max-age=60")
        #expect(try await ask(router, Request(.get, "/open")).headers[.cacheControl] == nil)
    }

    @Test func `a preflight question is answered with methods and headers`() async throws {
        let preflight = Request(
            .options, "/open",
            headers: ["Origin": "https://a.example", "Access-Control-Request-Method": "PUT"])
        let answer = try await ask(router(Metrics()), preflight)
        #expect(answer.status == .noContent)
        #expect(answer.headers["Access-Control-Allow-Origin"] == "*")
        #expect(answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, PUT, OPTIONS")
        #expect(answer.headers["Access-Control-Allow-Headers"]?.contains("Authorization") == true)
        #expect(answer.headers["Access-Control-Allow-Credentials"] == nil)
    }

    @Test func `other origins read errors too, and only listed ones where there is a list`() async throws {
        let metrics = Metrics()
        let failed = try await ask(
            router(metrics), Request(.get, "/fail", headers: ["Origin": "https://a.example"]))
        #expect(failed.headers["Access-Control-Allow-Origin"] == "*")
        #expect(failed.headers["Access-Control-Expose-Headers"]?.contains("X-Request-Id") == true)
        let listed = router(metrics, cors: CORS(origins: ["https://a.example"]))
        let allowed = try await ask(listed, Request(.get, "/open", headers: ["Origin": "https://a.example"]))
        #expect(allowed.headers["Access-Control-Allow-Origin"] == "https://a.example")
        let denied = try await ask(listed, Request(.get, "/open", headers: ["Origin": "https://b.example"]))
        #expect(denied.headers["Access-Control-Allow-Origin"] == nil)
        #expect(denied.headers[.vary] == "Origin")
        #expect(try await ask(listed, Request(.get, "/open")).headers[.vary] == nil)
    }

    @Test func `the access log has a line with the ids, and no query`() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let writer = LogWriter(descriptor: ends[1])
        let router = router(Metrics(), log: Log(writer: writer, level: .info))
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let headers: KeyValuePairs = ["traceparent": "00-\(trace)-00f067aa0ba902b7-01"]
        _ = try await ask(router, Request(.get, "/open?token=secret", headers: headers))
        writer.close()
        close(ends[1])
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(ends[0], &bytes, bytes.count)
        let line = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        #expect(line.contains(#""event":"http.request""#))
        #expect(line.contains(#""operation":"open""#))
        #expect(line.contains(#""path":"/open""#))
        #expect(line.contains(#""status":200"#))
        #expect(line.contains(trace))
        #expect(!line.contains("secret"))
    }

    @Test func `the access log can be for errors and slow requests only`() {
        let some = AccessLog.errorsAndSlow(.milliseconds(10))
        #expect(some.includes(.serviceUnavailable, 0))
        #expect(some.includes(.ok, 10_000_000))
        #expect(!some.includes(.notFound, 9_999_999))
        #expect(!AccessLog.off.includes(.internalServerError, UInt64.max))
        #expect(AccessLog.all.includes(.ok, 0))
    }
}
