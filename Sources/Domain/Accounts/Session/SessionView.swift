import FoundationEssentials
package import JSON
import Kernel

/// What a log-in, a refresh and an exchanged code give: the token answer of v3.
package struct TokenGrant: Sendable {
    /// The signed token.
    package var accessToken: String
    /// Seconds since 1970.
    package var expiresAt: Int64
    package var expiresInSeconds: Int64
    /// Nil for kinds of sessions without.
    package var refreshToken: String?
    package var session: Session
    /// With the first tokens of a session; absent when they are refreshed.
    package var athlete: AthleteSummary?
}

extension TokenGrant {
    /// Exactly the members of v3 (RFC 6749, 5.1, and `expires_at`).
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("token_type", "Bearer")
            json.member("expires_at", expiresAt)
            json.member("expires_in", expiresInSeconds)
            if let refreshToken { json.member("refresh_token", refreshToken) }
            json.member("access_token", accessToken)
            if let athlete { json.member("athlete") { athlete.write(to: &$0) } }
        }
    }
}

extension Session {
    /// One row of the list of sessions.
    func write(to json: inout JSONWriter, current: SessionID) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("kind", kind.rawValue)
            json.member("name", name)
            json.member("application_id", application?.rawValue)
            json.member("scopes") { json in
                json.array(scopes.list) { json, scope in json.string(scope) }
            }
            json.member("created_at", createdAt)
            json.member("last_used_at", lastUsedAt)
            json.member("expires_at", expiresAt)
            json.member("current", id == current)
        }
    }
}
