/// Who may see an activity; the words of v3's `visibility`.
package enum Visibility: String, CaseIterable, Sendable {
    /// Anyone with an account.
    case everyone
    /// The athlete and those who follow the athlete.
    case followersOnly = "followers_only"
    /// Nobody but the athlete.
    case onlyMe = "only_me"
}
