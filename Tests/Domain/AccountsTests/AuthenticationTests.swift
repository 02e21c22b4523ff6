import Crypto
import FoundationEssentials
import HTTP
import Kernel
import Testing

@testable import Accounts

struct AuthenticationTests {
    let list = RevocationList()
    let token: String
    let router: Router

    init() throws {
        let tokens = AccessTokens(keys: try SigningKeys(current: SigningKey(id: "a", secret: Array(1...32))))
        let clock = WallClock.manual(ManualHand(.init(timeIntervalSince1970: 1_800_000_000)))
        let principal = Principal(
            athlete: AthleteID(42), session: SessionID(7), application: nil,
            scopes: [.read, .activityReadAll])
        token = tokens.sign(principal, now: 1_800_000_000, expiresAt: 1_800_000_900)
        list.isComplete = true
        let authenticator = Authenticator(tokens: tokens, revocations: list, clock: clock)
        func route(_ path: String, _ access: Access) -> Route {
            Route(.get, path, String(path.dropFirst()), access) { request in
                .text(request.caller.map { "\($0.athlete)" } ?? "nobody")
            }
        }
        router = Router(
            [
                route("/open", .anyone), route("/read", .scope(.read)),
                route("/write", .scope(.activityWrite)),
                route("/either", .anyScope(of: [.activityRead, .profileWrite])), route("/app", .application),
            ],
            middleware: [AuthenticationMiddleware(authenticator).middleware])
    }

    func answer(_ target: String, authorization: String? = nil) async throws -> String {
        let headers: KeyValuePairs<String, String> = authorization.map { ["Authorization": $0] } ?? [:]
        let request = Request(.get, target, headers: headers)
        do {
            let response = try await router.handler(for: request)(request)
            guard case .bytes(let bytes) = response.body else { return "" }
            return String(decoding: bytes, as: UTF8.self)
        } catch let fault as Fault {
            return fault.description
        }
    }

    @Test func `the token may come in a header or in the query, its scheme in any case`() async throws {
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
            #expect(try await answer("/read", authorization: "\(scheme) \(token)") == "42")
        }
        #expect(try await answer("/read", authorization: "Bearer   \(token)") == "42")
        #expect(try await answer("/read?access_token=\(token)") == "42")
    }

    @Test(arguments: ["Bearer", "Bearer ", "Basic abc", "Bearerx", "", "Token x"])
    func `another scheme, or no token, is nobody`(authorization: String) async throws {
        let fault = "Authorization Error (Athlete.access_token: invalid)"
        #expect(try await answer("/read", authorization: authorization) == fault)
        #expect(try await answer("/open", authorization: authorization) == "nobody")
    }

    @Test func `nobody gets only what anyone may have`() async throws {
        #expect(try await answer("/open") == "nobody")
        #expect(try await answer("/app") == "nobody")
        #expect(try await answer("/read") == "Authorization Error (Athlete.access_token: invalid)")
    }

    @Test func `a missing scope is named as v3 names it`() async throws {
        #expect(
            try await answer("/write", authorization: "Bearer \(token)")
                == "Authorization Error (AccessToken.activity:write_permission: missing)")
    }

    @Test func `one of several scopes is enough, also one that is implied`() async throws {
        #expect(try await answer("/either", authorization: "Bearer \(token)") == "42")
    }

    @Test func `where anyone may come a dead token counts as none`() async throws {
        list.insert(SessionID(7), relevantUntil: 1_800_000_900)
        #expect(try await answer("/open", authorization: "Bearer \(token)") == "nobody")
        #expect(
            try await answer("/read", authorization: "Bearer \(token)")
                == "Authorization Error (Athlete.access_token: invalid)")
    }

    @Test func `before the ended sessions are known nobody is let in, and told to come back`() async throws {
        list.isComplete = false
        #expect(try await answer("/open", authorization: "Bearer \(token)") == "nobody")
        #expect(try await answer("/read", authorization: "Bearer \(token)") == "Service Unavailable")
    }
}
