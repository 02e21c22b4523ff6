extension AuthorizationRow {
    /// Everybody has a feed of their own.
    static let feed = [AuthorizationRow("getFeed", "401 200 200 200")]
}
