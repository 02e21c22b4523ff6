import EventLoop
import Testing

@testable import HTTP

@Suite struct RouterTests {
    private func answer(_ text: String) -> Handler {
        { request in
            .text("\(text) \(request.match.names.map { (try? request.pathText(StaticID.of($0))) ?? "?" })")
        }
    }

    /// Parameter names as literals, which `pathText` asks for.
    private enum StaticID {
        static func of(_ name: String) -> StaticString { name == "id" ? "id" : "other" }
    }

    private func router(middleware: [Middleware] = []) -> Router {
        Router(
            [
                Route(.get, "/", "root", handler: answer("root")),
                Route(.get, "/api/v3/activities/:id", "getActivity", handler: answer("get")),
                Route(.put, "/api/v3/activities/:id", "putActivity", handler: answer("put")),
                Route(.get, "/api/v3/activities/following", "following", handler: answer("following")),
                Route(.get, "/api/v3/activities/:id/streams/:other", "streams", handler: answer("streams")),
                Route(.get, "/api/v3/activities/following/x", "followingX", handler: answer("followingX")),
                Route(.get, "/number/:id", "number") { request in
                    .text("\(try request.pathInteger("id", of: "Activity"))")
                },
                Route(.post, "/small", "small", bodyLimitBytes: 4) { request in
                    .text(String(decoding: try await request.body.collect(), as: UTF8.self))
                },
            ], middleware: [errorMapping] + middleware)
    }

    private let errorMapping = Middleware { _, next in
        { request in
            do {
                return try await next(request)
            } catch let error as any ResponseConvertible {
                return error.response
            }
        }
    }

    private func ask(_ request: Request, _ router: Router? = nil) async throws -> Response {
        let router = router ?? self.router()
        return try await router.handler(for: request)(request)
    }

    @Test(arguments: [
        ("/", "root []"), ("/api/v3/activities/17", "get [\"17\"]"),
        ("/api/v3/activities/following", "following []"),
        ("/api/v3/activities/following/x", "followingX []"),
        ("/api/v3/activities/following/streams/time", "streams [\"following\", \"time\"]"),
        ("/api/v3/activities/17/streams/a%20b?keys=x", "streams [\"17\", \"a b\"]"),
    ])
    func `a path finds its pattern, literals first`(path: String, expected: String) async throws {
        let response = try await ask(Request(.get, path))
        #expect(response.status == .ok)
        #expect(response.text == expected)
    }

    @Test(arguments: [
        "/api", "/api/v3/activities", "/api/v3/activities/", "/api/v3/activities/1/2", "//",
        "/api//activities/1",
        "*", "", "api/v3/activities/1", "/api/v3/activities/following/y",
    ])
    func `what fits no pattern is 404`(path: String) async throws {
        #expect(try await ask(Request(.get, path)).status == .notFound)
    }

    @Test func `a known path with another method is 405 and tells the methods`() async throws {
        let response = try await ask(Request(.delete, "/api/v3/activities/17"))
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, PUT, OPTIONS")
        #expect(try await ask(Request(.trace, "/")).status == .methodNotAllowed)
    }

    @Test func `HEAD is answered by GET and OPTIONS by the router`() async throws {
        #expect(try await ask(Request(.head, "/api/v3/activities/17")).text == "get [\"17\"]")
        #expect(try await ask(Request(.head, "/small")).status == .methodNotAllowed)
        let options = try await ask(Request(.options, "/small"))
        #expect(options.status == .noContent)
        #expect(options.headers[.allow] == "POST, OPTIONS")
    }

    @Test(arguments: [
        ("0", "0"), ("9223372036854775807", "9223372036854775807"), ("0017", "17"),
    ])
    func `an id is a number of 63 bits`(text: String, expected: String) async throws {
        #expect(try await ask(Request(.get, "/number/\(text)")).text == expected)
    }

    @Test(arguments: [
        "9223372036854775808", "18446744073709551616", "-1", "+1", "1.0", "abc", "%31", "1e3",
        "99999999999999999999999999",
    ])
    func `an id that is no number of 63 bits does not exist`(text: String) async throws {
        let response = try await ask(Request(.get, "/number/\(text)"))
        #expect(response.status == .notFound)
        let detail = #"{"resource":"Activity","field":"id","code":"invalid"}"#
        #expect(response.text == #"{"message":"Record Not Found","errors":[\#(detail)]}"#)
    }

    @Test(arguments: ["/?a=%zz", "/?a=%0", "/?%ff=1", "/?a=%00", "/?a=%c3"])
    func `a malformed query is 400`(target: String) async throws {
        #expect(try await ask(Request(.get, target)).status == .badRequest)
    }

    @Test func `a body above the route's limit is 413, declared or collected`() async throws {
        #expect(try await ask(Request(.post, "/small", body: Array("four".utf8))).text == "four")
        #expect(try await ask(Request(.post, "/small", body: Array("fives".utf8))).status == .contentTooLarge)
    }

    @Test func `middleware wraps once, the first outermost, and the router's own answers too`() async throws {
        var composed = 0
        func mark(_ name: String) -> Middleware {
            Middleware { route, next in
                composed += 1
                return { request in
                    var response = try await next(request)
                    response.headers.add("X-Trail", "\(name)-\(route.operationID)")
                    return response
                }
            }
        }
        let router = router(middleware: [mark("outer"), mark("inner")])
        let before = composed
        for _ in 0..<3 { _ = try await ask(Request(.get, "/"), router) }
        #expect(composed == before)
        let response = try await ask(Request(.get, "/"), router)
        #expect(response.headers.values(of: "X-Trail") == ["inner-root", "outer-root"])
        let options = try await ask(Request(.options, "/"), router)
        #expect(options.headers.values(of: "X-Trail") == ["inner-options", "outer-options"])
    }

    @Test func `the table can be walked and named as in OpenAPI`() {
        #expect(router().routes.map(\.openAPIPath).contains("/api/v3/activities/{id}/streams/{other}"))
    }
}

extension Response {
    /// The body as text, where it is not streamed.
    var text: String? {
        guard case .bytes(let bytes) = body else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
