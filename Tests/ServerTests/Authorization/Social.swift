extension AuthorizationRow {
    /// Following: who follows whom is for anyone with an account.
    static let social = [
        AuthorizationRow("getFollow", of: .owner, "401 200 200 200"),
        AuthorizationRow("getFollowers", of: .owner, "401 200 200 200"),
        AuthorizationRow("getFollowing", of: .owner, "401 200 200 200"),
        AuthorizationRow("followAthlete", of: .bystander, "401 200 200 200"),
        AuthorizationRow("followAthlete", of: .nothing, "401 404 404 404"),
        AuthorizationRow("unfollowAthlete", of: .bystander, "401 204 204 204"),
    ]
}
