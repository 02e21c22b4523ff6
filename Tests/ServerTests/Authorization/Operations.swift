extension AuthorizationRow {
    /// What the machinery around the server asks: not protected here, but by where it can be reached.
    static let operations = [
        AuthorizationRow("getLiveness", "200 200 200 200"),
        AuthorizationRow("getReadiness", "200 200 200 200"),
        AuthorizationRow("getMetrics", "200 200 200 200"),
    ]
}
