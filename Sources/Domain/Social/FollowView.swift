import Accounts
import JSON
import Kernel

/// A page of athletes.
struct FollowPage {
    var athletes: [AthleteSummary]
    /// The key of the next page; nil on the last.
    var next: Int64?
}

extension FollowPage {
    /// An array of v3's SummaryAthlete.
    var json: [UInt8] {
        var json = JSONWriter(capacity: 512 * athletes.count + 2)
        json.array(athletes) { $1.write(to: &$0) }
        return json.bytes
    }
}

extension Relationship {
    /// The athlete's id with `friend`, `follower` and the counts, as v3 has them in its athletes.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("id", athlete.rawValue)
            json.member("resource_state", 1)
            json.member("friend", friend?.rawValue)
            json.member("follower", follower?.rawValue)
            json.member("follower_count", followerCount)
            json.member("friend_count", friendCount)
        }
        return json.bytes
    }
}
