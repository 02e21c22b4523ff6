package import FoundationEssentials
package import Kernel

/// Names a comment.
package typealias CommentID = ID<Comment>

/// What an athlete wrote below an activity.
package struct Comment: Equatable, Sendable {
    /// The longest text, in characters.
    package static let maximumLength = 2000

    /// Names it, and says below what it stands.
    package var id: CommentID
    package var athlete: AthleteID
    package var activity: ActivityID
    /// Who wrote it, what, and when.
    package var author: AthleteID
    package var text: String
    package var createdAt: Date

    /// The text that a request gives: not blank, and not too long.
    static func text(_ fields: RequestFields) throws(Fault) -> String {
        let text = try fields.text("text", of: "Comment", maximumLength: maximumLength) ?? ""
        guard !text.allSatisfy(\.isWhitespace) else { throw .missing("Comment", "text") }
        return text
    }
}

/// Which comments are asked for: v3's older pages, or `page_size` and what follows a comment.
struct CommentList: Equatable {
    /// The comment that the page before ended with.
    var after: CommentID?
    var page: Page
}
