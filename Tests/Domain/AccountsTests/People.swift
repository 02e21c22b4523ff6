import Foundation
import TestWorld
import Testing

/// Short ways to what the tests of accounts do again and again.
extension TestClient {
    static let password = "correct horse battery"

    /// Registers an athlete and logs in; the client that is returned has their token.
    func person(_ name: String, password: String = TestClient.password) async throws -> Person {
        let answer = try await send(
            "POST", "/api/v3/athletes",
            json: [
                "email": "\(name)@example.com", "password": password, "firstname": name, "lastname": "Test",
            ])
        try #require(answer.status == 201, "\(answer.text)")
        let id = try #require(try answer.json()["id"].integer)
        return try await logIn(name, id: id, password: password)
    }

    func logIn(_ name: String, id: Int64, password: String = TestClient.password) async throws -> Person {
        let answer = try await send(
            "POST", "/api/v3/session", json: ["email": "\(name)@example.com", "password": password])
        try #require(answer.status == 201, "\(answer.text)")
        let json = try answer.json()
        let token = try #require(json["access_token"].string)
        return Person(
            id: id, email: "\(name)@example.com", client: with(token: token),
            refreshToken: try #require(json["refresh_token"].string))
    }
}

/// Somebody who has registered and logged in.
struct Person: Sendable {
    var id: Int64
    var email: String
    var client: TestClient
    var refreshToken: String

    var token: String { client.token ?? "" }
}

extension TestResponse {
    /// The first detail of a fault: `Athlete.email: missing`.
    var fault: String {
        guard let json = try? json() else { return text }
        let detail = json["errors"][0]
        func part(_ name: String) -> String { detail[name].string ?? "" }
        return "\(part("resource")).\(part("field")): \(part("code"))"
    }

    /// The value of a cookie that the answer sets.
    func cookie(_ name: String) -> String? {
        guard let header = header("Set-Cookie"), let range = header.range(of: name + "=") else { return nil }
        return String(header[range.upperBound...].prefix { $0 != ";" && $0 != "," })
    }

    /// The values of hidden fields of a page's form.
    var hiddenFields: [String: String] {
        var fields: [String: String] = [:]
        for part in text.components(separatedBy: "<input type=\"hidden\" name=\"").dropFirst() {
            let name = part.prefix { $0 != "\"" }
            guard let start = part.range(of: "value=\"") else { continue }
            let value = part[start.upperBound...].prefix { $0 != "\"" }
            fields[String(name)] = value.replacingOccurrences(of: "&amp;", with: "&")
        }
        return fields
    }
}
