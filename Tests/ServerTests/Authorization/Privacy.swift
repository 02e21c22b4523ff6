extension Subject {
    fileprivate static let zone = Subject(name: "a privacy zone") { cast in
        try await cast.made(
            "POST", "/api/v3/athlete/privacy_zones", ["latitude": "47.4", "longitude": "8.5"])
    }
}

extension AuthorizationRow {
    /// Everybody has rules of their own; of others' zones not even the existence is told.
    static let privacy = [
        AuthorizationRow("getPrivacy", "401 200 200 200"),
        AuthorizationRow("updatePrivacy", "401 200 200 200", sending: ["hide_map": "false"]),
        AuthorizationRow("listPrivacyZones", "401 200 200 200"),
        AuthorizationRow(
            "createPrivacyZone", "401 201 201 201", sending: ["latitude": "47", "longitude": "8"]),
        AuthorizationRow("updatePrivacyZone", of: .zone, "401 404 404 200", sending: ["name": "Home"]),
        AuthorizationRow("deletePrivacyZone", of: .zone, "401 404 404 204"),
    ]
}
