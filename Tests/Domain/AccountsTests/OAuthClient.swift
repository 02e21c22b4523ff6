import Foundation
import TestWorld
import Testing

/// An application, and a browser that has its own cookies.
struct OAuthClient {
    var id: Int64
    var secret: String
    var http: TestClient
    var cookies: [String: String] = [:]

    init(owner: Person, http: TestClient, domain: String = "planner.example", name: String = "Ride Planner")
        async throws
    {
        let answer = try await owner.client.send(
            "POST", "/api/v3/applications", json: ["name": name, "callback_domain": domain])
        try #require(answer.status == 201, "\(answer.text)")
        let json = try answer.json()
        id = try #require(json["client_id"].integer)
        secret = try #require(json["client_secret"].string)
        self.http = http
    }

    var cookieHeader: [String: String] {
        ["Cookie": cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")]
    }

    mutating func keepCookies(of answer: TestResponse) {
        for name in ["slipstream_session", "slipstream_browser"] {
            if let value = answer.cookie(name) { cookies[name] = value }
        }
    }

    mutating func open(_ extra: String = "", redirect: String = "https://planner.example/back") async throws
        -> TestResponse
    {
        let uri = redirect.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await http.get(
            "/oauth/authorize?client_id=\(id)&redirect_uri=\(uri)&response_type=code\(extra)",
            headers: cookieHeader)
        keepCookies(of: answer)
        return answer
    }

    mutating func submit(_ page: TestResponse, _ fields: [(String, String)]) async throws -> TestResponse {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let all = page.hiddenFields.map { ($0.key, $0.value) } + fields
        let body = all.map {
            "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }.joined(separator: "&")
        let answer = try await http.send(
            "POST", "/oauth/authorize", body: [UInt8](body.utf8),
            headers: cookieHeader.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 })
        keepCookies(of: answer)
        return answer
    }

    mutating func logIn(_ page: TestResponse, _ person: Person) async throws -> TestResponse {
        try await submit(page, [("email", person.email), ("password", TestClient.password)])
    }

    /// Logs in, consents to everything, and returns the answer's query.
    mutating func consent(_ person: Person, _ extra: String = "&scope=read,activity:read") async throws
        -> [String: String]
    {
        let page = try await open(extra)
        let loggedIn = try await logIn(page, person)
        try #require(loggedIn.status == 303, "\(loggedIn.text)")
        let consent = try await http.get(loggedIn.header("Location") ?? "", headers: cookieHeader)
        try #require(consent.status == 200, "\(consent.text)")
        let granted = [("decision", "allow"), ("granted", "read"), ("granted", "activity:read")]
        let answer = try await submit(consent, granted)
        return try query(of: answer)
    }

    func query(of answer: TestResponse) throws -> [String: String] {
        let location = try #require(answer.header("Location"), "\(answer.text)")
        let parts = try #require(URLComponents(string: location))
        return Dictionary((parts.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 }
    }

    func exchange(_ code: String, _ extra: [String: Any] = [:]) async throws -> TestResponse {
        var body: [String: Any] = ["client_id": id, "client_secret": secret, "code": code]
        body["grant_type"] = "authorization_code"
        return try await http.send("POST", "/oauth/token", json: body.merging(extra) { $1 })
    }

    func refresh(_ token: String) async throws -> TestResponse {
        try await http.send(
            "POST", "/api/v3/oauth/token",
            form: [
                "client_id": "\(id)", "client_secret": secret, "grant_type": "refresh_token",
                "refresh_token": token,
            ])
    }
}
