import Accounts
import FoundationEssentials
import JSON
import Kernel

extension Comment {
    /// A v3 Comment.
    func write(to json: inout JSONWriter, by author: AthleteSummary, cursor: String) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("activity_id", activity.rawValue)
            json.member("post_id", Int?.none)
            json.member("resource_state", 2)
            json.member("text", text)
            json.member("mentions_metadata", String?.none)
            json.member("created_at", createdAt)
            json.member("athlete") { author.write(to: &$0) }
            json.member("cursor", cursor)
            json.member("reaction_count", 0)
            json.member("has_reacted", false)
        }
    }
}
