import TestWorld

extension Subject {
    fileprivate static let application = Subject(name: "an application") { cast in
        try await cast.made(
            "POST", "/api/v3/applications", ["name": "Planner", "callback_domain": "planner.example"],
            id: "client_id")
    }

    fileprivate static let session = Subject(name: "a session") { cast in
        let answer = try await cast.client(.owner).get("/api/v3/sessions").json()
        return "\(answer.array.first { $0["current"].bool == true }?["id"].integer ?? 0)"
    }

    fileprivate static let personalToken = Subject(name: "a token") { cast in
        try await cast.made("POST", "/api/v3/tokens", ["name": "script", "scopes": "read"])
    }
}

extension AuthorizationRow {
    /// Athletes, sessions, tokens, applications and grants. 404 is for what others own.
    static let accounts = [
        AuthorizationRow("registerAthlete", "400 400 400 400", sending: ["email": "nobody"]),
        AuthorizationRow("getAthleteById", of: .owner, "401 200 200 200"),
        AuthorizationRow("getLoggedInAthlete", "401 200 200 200"),
        AuthorizationRow("updateLoggedInAthlete", "401 200 200 200", sending: ["weight": "70"]),
        AuthorizationRow("getLoggedInAthleteZones", "401 200 200 200"),
        // Let in, but without zones.
        AuthorizationRow("updateLoggedInAthleteZones", "401 400 400 400"),
        AuthorizationRow("requestConfirmation", "401 202 202 202"),
        AuthorizationRow(
            "changePassword", "401 204 204 204",
            sending: ["current_password": "{password}", "password": "{password}"]),
        AuthorizationRow(
            "createSession", "201 201 201 201", sending: ["email": "{email}", "password": "{password}"]),
        AuthorizationRow("refreshSession", "400 400 400 400", sending: ["refresh_token": "mine"]),
        AuthorizationRow("deleteCurrentSession", "401 204 204 204"),
        AuthorizationRow("listSessions", "401 200 200 200"),
        AuthorizationRow("deleteSession", of: .session, "401 404 404 204"),
        AuthorizationRow("createPersonalToken", "401 201 201 201", sending: ["name": "a", "scopes": "read"]),
        AuthorizationRow("listPersonalTokens", "401 200 200 200"),
        AuthorizationRow("deletePersonalToken", of: .personalToken, "401 404 404 204"),
        AuthorizationRow("requestPasswordReset", "202 202 202 202", sending: ["email": "{email}"]),
        AuthorizationRow(
            "resetPassword", "400 400 400 400", sending: ["token": "guess", "password": "{password}"]),
        AuthorizationRow("showConfirmation", "400 400 400 400", query: "?token=guess"),
        AuthorizationRow("confirmAddress", "400 400 400 400", sending: ["token": "guess"]),
        AuthorizationRow("showPasswordReset", "200 200 200 200"),
        AuthorizationRow("submitPasswordReset", "400 400 400 400", sending: ["token": "guess"]),
        AuthorizationRow(
            "registerApplication", "401 201 201 201",
            sending: ["name": "Planner", "callback_domain": "planner.example"]),
        AuthorizationRow("listApplications", "401 200 200 200"),
        AuthorizationRow("getApplication", of: .application, "401 404 404 200"),
        AuthorizationRow("renewApplicationSecret", of: .application, "401 404 404 200"),
        AuthorizationRow("deleteApplication", of: .application, "401 404 404 204"),
        AuthorizationRow("listGrants", "401 200 200 200"),
        AuthorizationRow("deleteGrant", of: .application, "401 404 404 404"),
    ]

    /// The consent page asks who is there by its own cookie, and the token endpoint for an application's
    /// secret: an athlete's token opens neither.
    static let oauth = ["", "V3"].flatMap { version in
        [
            AuthorizationRow("showAuthorization\(version)", "400 400 400 400"),
            AuthorizationRow("showMobileAuthorization\(version)", "400 400 400 400"),
            AuthorizationRow("decideAuthorization\(version)", "400 400 400 400"),
            AuthorizationRow(
                "exchangeToken\(version)", of: .application, "401 401 401 401",
                sending: ["client_id": "{subject}", "client_secret": "guess", "code": "guess"]),
            AuthorizationRow("deauthorize\(version)", "401 200 200 200"),
        ]
    }
}
