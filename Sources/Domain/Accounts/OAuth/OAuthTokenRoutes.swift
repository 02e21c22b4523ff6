import Crypto
import HTTP
import JSON
import Kernel

/// The token endpoint and deauthorization over HTTP. Applications send their fields as they like: in a form,
/// in JSON, in the query, their secret also by HTTP Basic.
struct OAuthTokenRoutes {
    let service: AuthorizationService
    let applications: ApplicationService
    let authenticator: Authenticator

    var routes: [Route] {
        var routes: [Route] = []
        for (prefix, suffix) in [("/oauth", ""), ("/api/v3/oauth", "V3")] {
            routes += [
                Route(.post, "\(prefix)/token", "exchangeToken\(suffix)", .application, handler: token),
                Route(.post, "\(prefix)/deauthorize", "deauthorize\(suffix)", .anyone, handler: deauthorize),
            ]
        }
        return routes
    }

    private func token(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request)
        let (id, secret) = OAuthTokenRoutes.client(fields, request)
        let application = try await applications.authenticate(clientID: id, secret: secret)
        switch fields["grant_type"] ?? "authorization_code" {
        case "authorization_code":
            let grant = try await service.exchange(
                fields["code"], application: application, redirectURI: fields["redirect_uri"],
                verifier: fields["code_verifier"])
            return .token(grant)
        case "refresh_token":
            return .token(try await service.refresh(fields["refresh_token"], application: application))
        default:
            throw Fault.invalid("Application", "grant_type")
        }
    }

    private static func client(_ fields: RequestFields, _ request: Request) -> (id: String?, secret: String?)
    {
        if let id = fields["client_id"] { return (id, fields["client_secret"]) }
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("basic "),
            let bytes = Base64.decode(String(header.dropFirst("basic ".count)).trimmingWhitespace())
        else { return (nil, nil) }
        let pair = String(decoding: bytes, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return pair.count == 2 ? (String(pair[0]), String(pair[1])) : (nil, nil)
    }

    private func deauthorize(_ request: Request) async throws -> Response {
        var principal = request.caller
        var token = request.headers[.authorization].map { String($0.dropFirst("Bearer ".count)) }
        if principal == nil {
            token = try await RequestFields.read(request)["access_token"]
            principal = token.flatMap { authenticator.principal(bearing: $0) }
        }
        guard let principal else { throw Fault.unauthorized() }
        try await service.deauthorize(principal)
        var json = JSONWriter()
        json.object { $0.member("access_token", (token ?? request.query["access_token"] ?? "")) }
        return .json(json.bytes)
    }
}
