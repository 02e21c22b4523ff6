extension AuthorizationRow {
    /// Everybody has notifications of their own. The socket asks who is there in its first message, and wants
    /// an upgrade before.
    static let notifications = [
        AuthorizationRow("getNotifications", "401 200 200 200"),
        AuthorizationRow("markNotificationsRead", "401 200 200 200", sending: ["seq": "1"]),
        AuthorizationRow("openNotificationSocket", "426 426 426 426"),
    ]
}
