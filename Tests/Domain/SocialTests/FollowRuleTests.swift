import Kernel
import Testing

@testable import Social

@Suite struct FollowRuleTests {
    @Test func `nobody follows oneself`() {
        #expect(throws: Fault.invalid("Follow", "athlete_id", "oneself")) {
            try FollowPolicy.decide(Follow(athlete: AthleteID(1), target: AthleteID(1)))
        }
    }

    @Test func `anyone may follow anyone else`() throws {
        #expect(try FollowPolicy.decide(Follow(athlete: AthleteID(1), target: AthleteID(2))) == .accepted)
    }

    @Test(arguments: [0, 1, 2, 3, 10, 257]) func `the followed are found among so many`(count: Int) {
        let ids = (0..<count).map { AthleteID(Int64($0 * 2 + 10)) }
        let following = Following(epoch: 0, authors: ids, popular: [])
        for id in ids {
            #expect(following.contains(id))
            #expect(!following.contains(AthleteID(id.rawValue + 1)))
        }
        #expect(!following.contains(AthleteID(0)))
        #expect(!following.contains(AthleteID(.max)))
    }
}
