import TestWorld

extension Subject {
    /// A comment of the owner's below an activity of their own.
    fileprivate static func comment(_ visibility: String) -> Subject {
        Subject(name: "a comment on an activity for \(visibility)") { cast in
            let activity = try await Subject.activity(visibility).make(cast)
            return try await cast.made("POST", "/api/v3/activities/\(activity)/comments", ["text": "Hard"])
        }
    }
}

extension AuthorizationRow {
    /// Kudos and comments: for whoever may see the activity; one's own activities can't be liked.
    static let reactions =
        forEachVisibility(
            "getKudoersByActivityId", everyone: "401 200 200 200", followers: "401 404 200 200",
            nobody: "401 404 404 200")
        + forEachVisibility(
            "giveKudos", everyone: "401 204 204 403", followers: "401 404 204 403", nobody: "401 404 404 403")
        + forEachVisibility(
            "takeKudosBack", everyone: "401 204 204 204", followers: "401 404 204 204",
            nobody: "401 404 404 204")
        + forEachVisibility(
            "getCommentsByActivityId", everyone: "401 200 200 200", followers: "401 404 200 200",
            nobody: "401 404 404 200")
        + forEachVisibility(
            "writeComment", everyone: "401 201 201 201", followers: "401 404 201 201",
            nobody: "401 404 404 201", sending: ["text": "Hard"])
        + [
            AuthorizationRow("deleteCommentById", of: .comment("everyone"), "401 403 403 204"),
            AuthorizationRow("deleteCommentById", of: .comment("followers_only"), "401 404 403 204"),
            AuthorizationRow("deleteCommentById", of: .comment("only_me"), "401 404 404 204"),
        ]
}
